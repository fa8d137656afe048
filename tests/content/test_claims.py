"""What a clinic may not say without a signature, and what nobody can sign."""

from __future__ import annotations

import pytest

from drip.content.check import check, check_sequence
from drip.content.claims import claims_in, letter_hash, question_hash, sentence_at
from drip.content.diagnostics import render
from drip.content.front_matter import parse_letter
from drip.content.problems import Problem
from drip.content.wording import signable_question
from tests.content.samples import CHECKOUT, CLINIC, RICH, RICH_LETTERS, content, letter

ONE = "templates/emails/daily/one.md"
SEED = (CHECKOUT / "sequences/_sources/lower-back-pain.txt").read_text("utf-8")

#: The wordings that the clinic's own articles use, and that need a signature or a softer way.
SEED_CLAIMS = [
    ("lack of synergy", "claim-outcome"),
    ("weak and atrophied", "claim-fear"),
    ("results will come", "claim-outcome"),
    ("hands down", "claim-outcome"),
    ("most effective way", "claim-outcome"),
    ("end your back pain", "claim-outcome"),
    ("never returns", "claim-outcome"),
    ("permanently", "claim-outcome"),
    ("ending your back pain", "claim-outcome"),
    ("widely misunderstood", "claim-others"),
    ("further damage", "claim-fear"),
    ("typically responds to", "claim-outcome"),
    ("Rest through the spasm", "claim-outcome"),
    ("will remove", "claim-outcome"),
    ("will make you feel", "claim-outcome"),
]

CLAIMS = [
    ("We cure back pain.", "claim-outcome"),
    ("A guaranteed result.", "claim-outcome"),
    ("It works permanently.", "claim-outcome"),
    ("The best care in Richmond.", "claim-outcome"),
    ("A proven programme.", "claim-outcome"),
    ("It helps 100% of people.", "claim-outcome"),
    ("It is risk-free.", "claim-outcome"),
    ("You feel instant relief.", "claim-outcome"),
    ("This will\nfix your back.", "claim-outcome"),
    ("Be pain-free in a week.", "claim-outcome"),
    ("Come before it\u2019s too late.", "claim-fear"),
    ("Only 3 places left!", "claim-fear"),
    ("Hurry, book today.", "claim-fear"),
    ("You could end up in a wheelchair.", "claim-fear"),
    ("Doctors don't understand backs.", "claim-others"),
    ("It is better than physiotherapy.", "claim-others"),
    ("Unlike other clinics, we listen.", "claim-others"),
    ("You can stop taking your tablets.", "claim-others"),
]

#: The same claims in other words: what somebody writes who knows the list.
REWORDED = {
    "claim-outcome": """\
Your pain will be gone in two weeks.
Say goodbye to back pain for good.
You will never have back pain again.
We can fix your back.
This programme fixes backs.
It works every time.
Results are assured.
We promise you will be stronger.
Nothing works better than our massage.
No other treatment comes close.
The number 1 clinic in Richmond.
The only way to get rid of back pain.
Our massage relieves pain at once.
Massage heals the disc.
Deep tissue treatment is the answer to your pain.
Your back pain will disappear.
The ultimate solution for back pain.
Research shows that it helps.
The top clinic in Melbourne.
We are experts in backs.
The most powerful way to a strong back.
It restores your posture.
Relief in minutes.
Zero risk for you.
Safe for everyone.
Long-lasting relief from pain.
It prevents back pain.
Superior results.
Stay in bed until it stops.
Be free from pain.
Live without back pain.
It treats the cause, not the symptoms.
It is **hands** *down* the way.
A _cure_ for backs.
Nine out of ten people feel better.
A life-changing programme.""",
    "claim-fear": """\
If you do not book, your disc may slip.
Your spine is unstable.
You may need surgery.
Book before places run out.
Spots are filling fast.
You risk another injury.
Do not ignore it.
Without treatment it comes back.
Time is running out.
Nerve damage can follow.""",
    "claim-others": """\
Our approach beats physiotherapy.
Most GPs know little about backs.
Your doctor was wrong.
Doctors just hand out pills.
Other clinics rush you through.
You don't need a doctor.
Forget what your physio said.
Conventional medicine has failed you.
Skip the surgeon.
Painkillers only mask it.
Medical professionals don't understand backs.
It is faster than surgery.""",
}

FINE = [
    "Feel free to reply.",
    "There is no hurry.",
    "Most people take it slowly.",
    "Call us, or see your GP.",
    "A good best-before date.",
    "We cannot promise you how fast it goes.",
    "The last of the emails.",
    "Move more freely.",
    "It is easier in the morning.",
    "The best time for you is the one that you keep.",
    "All the best, Dana.",
    "Do your best, and rest when you like.",
    "You do not have to hurry.",
    "It is never too late to begin.",
    "This will stop the emails.",
    "Pause, and we will stop writing.",
    "A physio can't tell by email.",
    "Ask your GP or your physio first.",
    "If the pain goes away, tell us.",
    "Stop when it hurts.",
    "Please do not wait for our next email.",
    "Nothing is saved until you press the button.",
    "We are at 95 Bridge Road.",
    "It may take 2 to 3 weeks.",
    "Count on us to read your reply.",
    "It is time to heal.",
]


def problems(text: str, path: str = ONE, **also: str) -> tuple[Problem, ...]:
    """What is wrong when a letter's text is this."""
    files = content(RICH, letters=RICH_LETTERS)
    files[path] = letter("x").replace("Hello x.", text)
    return check(files | also).problems


def codes(text: str, path: str = ONE) -> list[str]:
    return [one.code for one in problems(text, path)]


#: What clinics write every day, and what is no less a claim for looking like it.
EVERY_DAY = """\
What time of day suits you best?
What helped you best?
Whatever works best for you is fine.
Keep the two exercises you like best.
Which was your best day this week? Forget your personal best.
We will do our best to ring you the same day.
The best session is the one you do.
The best way to reach us is by phone.
It won't happen overnight. Your phone charges overnight.
Sugar-free drinks and instant coffee are fine, 100% juice is not.
You may feel worn out. Throw away worn-out shoes.
Going up, leading with the good leg, use your strongest arm.
This is letter number 1 of ten.
Don't wait for the swelling to go before you wriggle your toes.
Do not stop taking your tablets, and don't skip your medication.
If you need surgery, ask your surgeon about walking aids.
Do not delay: chest pain is an emergency.
You need to book a scan with your GP first.
It is not too late, and nothing is guaranteed.
A pain of 9 out of 10 is too hard.
Free weights come later. There is free parking behind the clinic.
Are you free on Monday? Write down a free hour in your week.
Your muscles did a great deal of work. It helps a good deal.
Bring a friend along.
Patients often ask: "Will it hurt when I move again?\""""
STILL_CLAIMS = """\
Looking for the best clinic?
Our massage works best.
The best treatment is the one we offer.
The best plan is the one you get here.
The best way to strengthen your back.
Pain gone overnight.
Overnight relief.
The leading clinic in Melbourne.
The number 1 clinic.
Don't wait, book today.
You can stop taking your tablets.
Nine out of ten clients feel better.
Your worn-out discs need help.
A free hour of massage.
A great deal on massages!
Bring a friend and save.
Clients say: "It changed how I walk every day.\""""


def test_words_of_every_day_are_no_claims() -> None:
    assert {line: codes(line) for line in EVERY_DAY.splitlines() if codes(line)} == {}
    assert [line for line in STILL_CLAIMS.splitlines() if not codes(line)] == []


@pytest.mark.parametrize(("words", "code"), SEED_CLAIMS)
def test_the_articles_own_claims_are_found(words: str, code: str) -> None:
    found = {claim.words: claim.kind.value for claim in claims_in(SEED)}
    assert found[words] == code
    assert all(claim.softer for claim in claims_in(SEED))


@pytest.mark.parametrize(("text", "code"), CLAIMS)
def test_a_claim_needs_a_signature(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize(
    ("text", "code"), [(one, code) for code, text in REWORDED.items() for one in text.split("\n")]
)
def test_other_words_for_a_claim_need_a_signature_too(text: str, code: str) -> None:
    assert code in {claim.kind.value for claim in claims_in(text)}


@pytest.mark.parametrize("text", FINE)
def test_everyday_words_are_no_claims(text: str) -> None:
    assert codes(text) == []


def test_a_claim_is_shown_with_its_sentence_and_a_softer_way() -> None:
    text = "Hello.\n\nStrong backs matter. It is hands down\nthe way to go. Bye."
    files = content(RICH, letters=RICH_LETTERS)
    files[ONE] = letter("x").replace("Hello x.", text)
    assert render(check(files).problems, files) == (
        'templates/emails/daily/one.md:8:28: error[claim-outcome]: "hands down" promises an '
        "outcome, or says that something is the best: "
        '"It is hands down the way to go."\n'
        "    8 | Strong backs matter. It is hands down\n"
        "      |                            ^^^^^^^^^^\n"
        '      = softer: "strengthening is the approach we recommend"; '
        'or let somebody sign for it: drip sign-off daily one --by "NAME"\n'
    )


def test_a_claim_in_the_subject_is_shown_there() -> None:
    text = letter("x").replace("subject: Letter x", "subject: Cures for all")
    (found,) = check(content(RICH, letters=RICH_LETTERS) | {ONE: text}).problems
    assert (found.line, found.column, found.end_column) == (2, 10, 23)
    assert found.code == "claim-outcome"


def test_a_claim_in_a_question_is_shown_there() -> None:
    daily = RICH.replace("fine: Fine", "fine: Cured")
    (found,) = check(content(daily, letters=RICH_LETTERS)).problems
    assert (found.path, found.line, found.column) == ("sequences/daily.yaml", 16, 17)
    assert "drip sign-off daily question:going" in found.hint


def test_a_title_makes_no_claim() -> None:
    daily = RICH.replace("title: Day by day", "title: Cure your back")
    (found,) = check(content(daily, letters=RICH_LETTERS)).problems
    assert (found.path, found.line, found.code) == ("sequences/daily.yaml", 2, "claim-outcome")


def test_a_claim_in_a_question_keeps_nobody_from_looking_at_the_sequence() -> None:
    daily = RICH.replace("fine: Fine", "fine: Cured")
    checked = check(content(daily, letters=RICH_LETTERS))
    assert not checked.fine
    assert set(checked.sequences) == {"daily"}


def test_a_signed_text_may_stand_and_one_changed_letter_voids_it() -> None:
    files = content(RICH, letters=RICH_LETTERS)
    files[ONE] = letter("x").replace("Hello x.", "We cure backs.")
    signed = {letter_hash(parse_letter(ONE, files[ONE]).source)}
    assert check(files, signed=signed).problems == ()
    for old, new in (("backs.", "backs!"), ("Letter x", "Letter y"), ("A line", "A lime")):
        changed = files | {ONE: files[ONE].replace(old, new)}
        assert [one.code for one in check(changed, signed=signed).problems] == ["claim-outcome"]


def test_the_same_words_in_another_letter_need_a_signature_of_their_own() -> None:
    text = letter("x").replace("Hello x.", "We cure backs.")
    two = ONE.replace("one", "two")
    assert letter_hash(parse_letter(ONE, text).source) != letter_hash(
        parse_letter(two, text).source
    )


def test_words_moved_from_the_pre_header_to_the_subject_make_another_text() -> None:
    text = letter("x").replace("Hello x.", "We cure backs.")
    moved = text.replace("subject: Letter x", "subject: Letter xA").replace("A line", "line")
    plain = text.replace("A line", "Aline")
    assert letter_hash(parse_letter(ONE, plain).source) != letter_hash(
        parse_letter(ONE, moved).source
    )


def test_a_new_review_date_keeps_the_signature() -> None:
    text = letter("x").replace("Hello x.", "We cure backs.")
    later = text.replace("author: Tests\n", "author: Tests\nreview_by: 2027-01-01\n")
    assert letter_hash(parse_letter(ONE, text).source) == letter_hash(
        parse_letter(ONE, later).source
    )


def test_a_signed_question_may_stand() -> None:
    daily = RICH.replace("How much pain?", "Cured of pain?")
    files = content(daily, letters=RICH_LETTERS)
    file = check_sequence(files, "daily", None).file
    assert file is not None
    question = signable_question(file, "pain")
    assert question is not None
    signed = {question_hash("daily", "pain", question)}
    assert [one.code for one in check(files).problems] == ["claim-outcome"]
    assert check(files, signed=signed).problems == ()


OFFERS = [
    "A free session.",
    "Save 20% off.",
    "Only $50 today.",
    "A discount for you.",
    "No-gap!",
    "Two for one this week.",
    "Bring a friend.",
    "It is cheaper this month.",
    "Your first session is on us.",
    "No charge for the first visit.",
    "A special deal for readers.",
    "10 dollars off.",
    "Gap-free visits.",
    "We bulk bill.",
    "At no cost.",
    "A voucher for you.",
    "Free of charge.",
]


@pytest.mark.parametrize("text", OFFERS)
def test_an_offer_needs_a_link_to_its_terms(text: str) -> None:
    assert codes(text) == ["offer-without-terms"]
    linked = f"{text} See the [terms](https://book.clinic.example/terms)."
    assert codes(linked) == []


def test_no_signature_helps_an_offer_without_terms() -> None:
    files = content(RICH, letters=RICH_LETTERS)
    files[ONE] = letter("x").replace("Hello x.", "A free session.")
    signed = {letter_hash(parse_letter(ONE, files[ONE]).source)}
    (found,) = check(files, signed=signed).problems
    assert found.message == (
        '"free" makes this an offer, and nothing in the letter leads to its terms: '
        '"A free session."'
    )
    assert (found.line, found.column) == (6, 3)


def test_a_question_makes_no_offers() -> None:
    daily = RICH.replace("fine: Fine", "fine: A free session please")
    (found,) = check(content(daily, letters=RICH_LETTERS)).problems
    assert (found.code, found.line) == ("offer-without-terms", 16)


BRANCH = "templates/emails/daily/too-sore.md"
CONDITIONAL = "templates/emails/daily/two.md"


@pytest.mark.parametrize("path", [BRANCH, CONDITIONAL])
@pytest.mark.parametrize(
    "text",
    [
        "Please leave us a review.",
        "Rate us!",
        "Share your experience on Facebook.",
        "Tell others about us on Google.",
        "Drop us a review.",
        "We would love a review.",
        "A rating on Google would help us.",
        "Could you give us 5 stars?",
        "[Tell others](https://g.page/r/clinic/review)",
        "[Tell others](https://www.google.com/maps/clinic)",
        "[Tell others](https://au.trustpilot.com/clinic)",
    ],
)
def test_only_some_people_are_never_asked_for_a_review(path: str, text: str) -> None:
    clinic = CLINIC.replace(
        "[book.clinic.example]", "[book.clinic.example, g.page, www.google.com, au.trustpilot.com]"
    )
    found = problems(text, path, **{"sequences/_clinic.yaml": clinic})
    assert [(one.code, one.line) for one in found] == [("review-behind-answer", 6)]


def test_everybody_may_be_asked_for_a_review() -> None:
    assert codes("Please leave us a review.") == []


def test_a_review_behind_a_fact_is_behind_an_answer() -> None:
    text = "{% if facts.going == 'fine' %}Please leave us a review.{% endif %}"
    assert codes(text) == ["review-behind-answer"]


@pytest.mark.parametrize(
    "quote",
    [
        '"It changed my life, thank you." - Jane, 42',
        "\u201cI can walk to work again\u201d (Tom, 61)",
        "\u201cIt changed my days!\u201d says Jane, 42.",
        "'I can walk to work again' \u2013 Mary, aged 55",
        'Jane, 42, says: "I can walk to work again."',
        'Jane (42) from Richmond: "I can walk to work."',
        '**Jane, 42:** "I can walk to work again"',
        "> I can walk to work again.\n>\n> \u2014 Jane, 42",
        'One of our clients told us: "I can walk to work again."',
    ],
)
def test_a_client_is_not_quoted(quote: str) -> None:
    assert codes(quote) == ["testimonial"]


def test_a_quotation_without_a_person_may_stand() -> None:
    assert codes('Finish the sentence "After week 8 I train on ..." for 2 minutes.') == []


@pytest.mark.parametrize(
    ("text", "offset", "sentence"),
    [
        ("One. Two is here. Three.", 6, "Two is here."),
        ("- one\n- two things\n- three", 9, "two things"),
        ("Title\n\nA line\nover two. End.", 10, "A line over two."),
        ("word " * 60, 0, ("word " * 32).strip() + " ..."),
    ],
)
def test_the_sentence_around_a_place(text: str, offset: int, sentence: str) -> None:
    assert sentence_at(text, offset) == sentence
