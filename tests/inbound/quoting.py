"""How mail programs put our letter around an answer, for properties that hold in all of them."""

import textwrap
from collections.abc import Callable

CLINIC = "Example Clinic <hello@clinic.example.com>"
LETTER = """Hello Ann,

You are five days in. How did your first session go?

Done, it felt fine

Done, pulled up sore

Not yet

How many sessions did you do in the last 7 days?

0
1
2
3 or more

From 0 (no pain) to 10 (worst pain), what was your average pain over the last 7 days?

If you have new numbness around the groin or new leg weakness, do not wait for us. Call 000.

Change your pace or pause
https://clinic.example.com/p/eeee2222

You get this because you signed up at Example Clinic, 1 Example Street, Carlton.
Unsubscribe: https://clinic.example.com/u/eeee2222"""
EARLIER = (
    "On Sun, 1 Mar 2026 at 20:10, Ann Example <ann@example.org> wrote:\n"
    "> Two, I think\n>\n> Sent from my iPhone"
)
HEADERS = f"From: {CLINIC}\nSent: Monday, 2 March 2026 7:30 AM\nTo: Ann\nSubject: Session\n"


def wrapped(text: str, width: int = 72) -> str:
    """Each line cut at blanks, as mail programs do."""
    rows = (textwrap.wrap(row, width, break_long_words=False) or [""] for row in text.split("\n"))
    return "\n".join(row for several in rows for row in several)


def marked(text: str, mark: str = ">") -> str:
    """Each line behind a quote mark."""
    return "\n".join(f"{mark} {row}".rstrip() for row in text.split("\n"))


def linked(text: str) -> str:
    """Links as Outlook writes them into the text part."""
    return text.replace("pause\nhttps:", "pause<https:").replace("2222", "2222>", 1)


#: What stands right over the quote, and the quote; those above are marked in every line.
MARKED: dict[str, Callable[[str], str]] = {
    "gmail": lambda text: f"On Mon, 2 Mar 2026 at 07:30, {CLINIC} wrote:\n\n{marked(text)}",
    "gmail wrapped": lambda text: (
        f"On Mon, 2 Mar 2026 at 07:30, Example Clinic <\nhello@clinic.example.com> wrote:\n\n"
        f"{marked(wrapped(text))}"
    ),
    "gmail ja": lambda text: f"2026年3月2日(月) 7:30 {CLINIC}:\n\n{marked(text)}",
    "gmail ar": lambda text: (
        f"في الاثنين، 2 مارس 2026 في 7:30 ص تمت كتابة ما يلي بواسطة Example Clinic\n"
        f"<hello@clinic.example.com>:\n\n{marked(text)}"
    ),
    "apple": lambda text: marked(f"On 2 Mar 2026, at 7:30 am, {CLINIC} wrote:\n\n\ufeff{text}"),
    "thunderbird": lambda text: f"On 2/3/26 07:30, Example Clinic wrote:\n{marked(wrapped(text))}",
    "thunderbird de": lambda text: f"Am 02.03.26 um 07:30 schrieb Example Clinic:\n{marked(text)}",
    "orange": lambda text: marked(
        f'Message du 02/03/26 07:30\nDe : "Example Clinic"\nA : ann@example.org\n'
        f"Objet : Session\n\n{text}"
    ),
    "android": lambda text: f"---- Example Clinic wrote ----\n\n{marked(text)}",
    "web.de app": lambda text: f"Am 02.03.26 um 07:30 schrieb Example Clinic\n\n{marked(text)}",
    "second round": lambda text: (
        f"On Mon, 2 Mar 2026 at 07:30, {CLINIC} wrote:\n{marked(EARLIER)}\n{marked(text)}"
    ),
    "second round below": lambda text: (
        f"On Mon, 2 Mar 2026 at 07:30, {CLINIC} wrote:\n\n{marked(text)}\n>\n{marked(EARLIER)}"
    ),
    "tab before the mark": lambda text: (
        f"On Mon, 2 Mar 2026 at 07:30, {CLINIC} wrote:\n\n" + marked(text, "\t>")
    ),
}
UNMARKED: dict[str, Callable[[str], str]] = {
    "outlook": lambda text: f"{HEADERS}\n{linked(text)}",
    "outlook web": lambda text: f"{'_' * 32}\n{HEADERS}\n{linked(text)}",
    "outlook 2003": lambda text: f"  _____  \n\n{HEADERS}\n{text}",
    "aol": lambda text: f"-----Original Message-----\n{HEADERS}\n{text}",
    "samsung": lambda text: f"-------- Original message --------{HEADERS}\n{text}",
    "yahoo": lambda text: f"On Monday 2 March 2026 at 07:30:11 am AEDT, {CLINIC} wrote:\n\n{text}",
    "zoho": lambda text: f"---- On Mon, 02 Mar 2026 07:30:11 +1100 {CLINIC} wrote ---\n\n{text}",
    "apple nl": lambda text: (
        f"Op 2 mrt 2026, om 07:30 heeft {CLINIC} het volgende geschreven:\n\n{text}"
    ),
    "iphone pl": lambda text: (
        f"Wiadomość napisana przez {CLINIC} w dniu 2 mar 2026, o godz. 07:30:\n\n{text}"
    ),
    "qq": lambda text: (
        "------------------ 原始邮件 ------------------\n发件人: "
        f"{CLINIC};\n发送时间: 2026年3月2日(星期一) 上午7:30\n收件人: Ann\n主题: Session\n\n{text}"
    ),
    "laposte": lambda text: (
        f"====\n\nMessage du : 02/03/2026 07:30\nDe : {CLINIC}\nA : ann@example.org\n"
        f"Copie à : \nSujet : Session\n\n{text}"
    ),
    "gmx": lambda text: (
        f"Gesendet: Montag, 2. März 2026 um 07:30 Uhr\nVon: {CLINIC}\nAn: ann@example.org\n"
        f"Betreff: Session\n\n{text}"
    ),
    "libero": lambda text: f"Il 02/03/2026 07:30 CET {CLINIC} ha scritto:\n\n{text}",
}
#: Lines that people write, some of them much like marks of mail programs, or like our own words.
PLAIN = (
    "3", "Three.", "2 or 3", "Yes", "no", "Not yet", "Twice, pain 4", "a bit sore", "0", "10",
    "My left foot has been tingling since Friday.", "CANNOT FEEL MY FOOT", "4/10", "Done",
    "On Monday I wrote: my leg is numb. Nobody answered.", "From: now on I rest.",
    "To be honest I forgot.", "Sent from bed as I cannot stand up, typing on my phone",
    "How long does this last?", "1) three", "2) four", "I stopped after 5 minutes",
    "drei Mal, Schmerz 4", "疼痛四分", "Три раза", "- walking helps", "Pain: 4", "Sessions: 2",
    "On 20/11/2026 I fell.", "Thanks, that helped", "Wrote: nothing", "It wakes me at night",
    "numb - left leg", "Original pain was 7, now 3", "Please call me on 0491 570 006",
)  # fmt: skip
