"""One email's road, as an imperative shell around the engine: one file a stretch, in road order.

    signup -> confirm -> enrol -> plan -> due -> gate -> render -> hand over
           -> event | reply | booking | silence -> next

A flow function reads values, asks the engine, and carries out what it decided.
"""
