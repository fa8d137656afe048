"""One email's road, as an imperative shell around the engine: one room a stretch, one file an idea.

    joining -> planning -> (due) -> letters -> sending -> reported | answering | mail_in | booked
            -> what follows is owed, and planned again

Beside the road: `in_force` (what the clinic has published), `publishing` (how that changes),
`holding_back` (what may stop letters), `leaving` (after which nothing goes), `urgent` (what cannot
wait), `own_wishes` and `front_desk` (what people and staff change), and `rounds` (the worker's
clock). Rooms import downwards only; the import contract "The road has floors of its own" has their
order. A flow function reads values, asks the engine, and carries out what it decided.
"""
