"""What things are: frozen values and enums. This docstring is the glossary.

One word per thing, in code, tables, pages, YAML and commits.

People
    subscriber      a person with an address who asked to hear from the clinic
    staff           a person of the clinic who signs in
    clinic          the one business an installation serves, with its facts
    consent         what a subscriber agreed to, word for word; append-only evidence
    signup          one accepted post of the form, waiting to be confirmed
    confirm         the press of a button that proves the address (double opt-in)
    suppression     an address that gets no programme letters, with its reason
    unsubscribe     the subscriber's own act of leaving; *one-click* means RFC 8058

Content
    sequence        an ordered set of steps, one YAML file
    step            one letter of a sequence; it may ask
    letter          subject, HTML and text of one step, written in Markdown
    branch letter   a step without a day, sent because of an answer or a rule
    check-in        a step's questions, open for answers for a while
    question        one thing asked; a *routine* asks which days, what time, where
    choice          one answer that a question offers
    effect          what follows an answer or a rule: send, ask, task, pause, skip,
                    start, finish, book
    rule            a condition across steps, with its effects
    revision        an immutable published state of a sequence and all its texts
    merge tag       the place in a letter where a person's value stands
    segment         a piece of a compiled letter between two merge tags
    variant         a compilation of a letter for one set of facts

The road
    enrolment       one subscriber in one sequence, from a moment on; verb: enrol
    anchor          the moment day 0 is counted from: `confirmed` or `onset`
    delivery        one row of the ledger: one email that is owed, or went, or will not
    slot            what makes a delivery unique: nothing goes twice for one slot
    purpose         why a delivery exists: step, branch, reminder, confirm, safety,
                    staff_reply, notice
    due             planned for a moment that has passed
    claim           a worker takes due deliveries for itself, for the time of a lease
    intent          the last check, and the record that a call is about to be made
    call            handing letters to a transport, outside any transaction
    attempt         one intent and its call
    outcome         what a call came to: accepted, refused, unknown
    receipt         a transport's word that it took a letter
    transport       what hands letters to the outside: outbox, smtp, sendgrid
    outbox          the folder of `.eml` files that stands in for sending
    event           what a provider reports about a delivery
    post            what was sent to a webhook, kept as it came and read afterwards
    bounce          a recipient's server refused a letter; its status says whose fault it is
    complaint       a letter was reported as spam
    trouble         a refusal that is about more than one letter
    circuit         open while a trouble lasts: nothing is handed over, everything waits
    quota           how many letters may leave in a window of time
    quarantine      a restored or copied database: it is read, and nothing leaves
    notice          an email to one of the clinic's own mailboxes, or about a signup
    decision        what should happen, as a value with its reason
    tick            one look at what is due

Answers
    answer          what a subscriber said to a question, with channel and time
    read receipt    a mail that says that a mail was read
    silence         a check-in that closed without an answer after its reminder
    observation     a visit that was noted and that nothing depends on
    task            something staff should do for a person
    outcome         how an enrolment ended: completed, graduated, lapsed, stopped ...

The inbox
    mail            what came in by email, kept as it came
    reply           a mail that a person wrote
    new text        what a person wrote, apart from what their mail program put around it
    message         one entry of a thread: from a person, by staff, or a note among staff
    thread          all messages with one person
    suggestion      an answer read out of a message that is not sure enough to count
    urgent          with words that may mean an emergency: on top of the inbox
    case            an urgent message until a named person closes it with a note
    alarm           a notice to whoever is on duty, repeated until somebody acknowledges it
    booking         a visit that somebody booked, as the booking system reports it
    no-show         somebody did not come to a visit
    call            staff rang somebody, and what came of it
    call list       whom to ring today, in an order that explains itself
"""
