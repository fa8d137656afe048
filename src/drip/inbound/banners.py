"""Warnings that mail gateways write over what people wrote ("CAUTION: external email ...")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from drip.inbound.reply_lines import Line

#: How a warning begins.
_OPENS = re.compile(
    r"^[^\w\n]{0,12}(caution|warning|external|extern|attention|alert|notice|security|beware"
    r"|be careful|this (e-?mail|message|sender)|the sender|achtung|vorsicht|hinweis|warnung"
    r"|diese (e-?mail|nachricht)|prudence|avertissement|ce (message|courriel)|cet e-?mail"
    r"|atención|precaución|aviso|cuidado|atenção|este (correo|mensaje|e-?mail)|esta mensagem"
    r"|attenzione|avviso|questo|let op|waarschuwing|deze e-?mail|dit bericht"
    r"|varning|advarsel|obs|uwaga|ta wiadomość)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\bextern(al|er|e|o|a)? (e-?mail|sender|message|source|mail|nachricht|absender|afzender)"
    r"|(expéditeur|remitente|remetente|mittente|correo|mensaje|e-?mail) (externe|externo|esterno)"
    r"|\b(from|originat\w{1,5}|sent|comes?|came|stammt|kommt|kam|provient|procede|proviene|prov[eé]m"
    r"|afkomstig|komt|pochodzi|kommer)\b.{0,50}\b(external|outside|extern\w{0,3}|außerhalb"
    r"|ausserhalb|extérieur\w{0,2}|esterno|esterna|externo|externa|fuera|fora|buiten|utanför"
    r"|udenfor|utenfor|zewnątrz|zewnętrzn\w{1,3})\b",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"e-?mail|\bmails?\b|message|sender|organi[sz]ation|compan|nachricht|absender|courriel"
    r"|expéditeur|correo|mensaje|remitente|mensagem|remetente|messaggio|mittente|bericht|afzender"
    r"|meddelande|avsändare|wiadomoś|nadawc",
    re.IGNORECASE,
)
_WARNS = re.compile(
    r"\bclick|\blinks?\b|attachment|caution|\bopening\b|recogni[sz]e|phish|suspicious|careful"
    r"|anh[aä]ng|anhänge|klick|vorsicht|pièces? jointe|cliquez|\bliens?\b|adjunto|enlace|anexo"
    r"|bijlage|allegat|\blänk|bilag|vedlegg|załącznik|\bklik",
    re.IGNORECASE,
)
_SELDOM = re.compile(
    r"^\W{0,4}(you don[\u2019']t often get email from"
    r"|some people who received this message don[\u2019']t often get email from"
    r"|sie erhalten nicht (häufig|oft) e-?mail|vous n[\u2019']obtenez pas souvent"
    r"|no suele recibir correo|non si ricevono spesso messaggi|u ontvangt niet vaak e-mail"
    r"|você não costuma receber|du får inte ofta e-post)",
    re.IGNORECASE,
)
#: Some gateways write nothing but a label.
_LABEL = re.compile(
    r"^[\[(*\s]{0,6}(external( e-?mail| sender| message)?|extern(e e-?mail)?|externe nachricht)"
    r"[\])*!\s]{0,6}:?$",
    re.IGNORECASE,
)
#: A warning goes on like this.
_GOES_ON = re.compile(
    r"^\W{0,3}(do not (click|open|reply|respond|provide)|don[\u2019']t (click|open)"
    r"|please (do not|be (careful|cautious|vigilant))|be (careful|cautious|vigilant)"
    r"|(exercise|use|treat \w{1,10} with) caution|think before|report (phishing|suspicious)"
    r"|if (you )?(suspect|are unsure|in doubt)|learn why this is important|klicken sie nicht"
    r"|öffnen sie keine|ne cliquez pas|n[\u2019']ouvrez pas|no haga clic|non cliccare"
    r"|klik niet|open geen)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?:\])*>-]$")
_MOST_LINES, _MOST_CHARACTERS = 6, 700
_START, _END = "BannerStart", "BannerEnd"


def banner_end(lines: Sequence[Line], start: int) -> int:
    """Where a warning ends that begins at this line; `start` itself where none does."""
    if _START in lines[start].content:
        return _behind_marked(lines, start)
    end = _first_sentence(lines, start)
    while start < end < len(lines) and _GOES_ON.match(lines[end].content):
        end = max(_sentence(lines, end), end + 1)
    return end


def _first_sentence(lines: Sequence[Line], start: int) -> int:
    """The end of as few lines as say that a mail came from outside, and warn of it.

    Somebody's own words ("Caution: I fell outside") say one of these, not all.
    """
    text = lines[start].content[:_MOST_CHARACTERS]
    if _LABEL.match(text) or _SELDOM.match(text):
        return max(_sentence(lines, start), start + 1)
    if not _OPENS.match(text):
        return start
    joined = ""
    for here in range(start, min(start + _MOST_LINES, len(lines))):
        if lines[here].blank or len(joined) > _MOST_CHARACTERS:
            break
        joined = f"{joined} {lines[here].content}"[: 2 * _MOST_CHARACTERS]
        whole = all(sign.search(joined) for sign in (_OUTSIDE, _MAIL, _WARNS))
        if whole and (_ENDS.search(joined) or _ends_at(lines, here)):
            return here + 1
    return start


def _sentence(lines: Sequence[Line], start: int) -> int:
    """The end of a sentence that was wrapped."""
    for here in range(start, min(start + _MOST_LINES, len(lines))):
        if _ENDS.search(lines[here].content) or _ends_at(lines, here):
            return here + 1
    return start + 1


def _ends_at(lines: Sequence[Line], here: int) -> bool:
    return here + 1 >= len(lines) or lines[here + 1].blank


def _behind_marked(lines: Sequence[Line], start: int) -> int:
    """Some gateways say themselves where their warning begins and ends."""
    for here in range(start, min(start + 2 * _MOST_LINES, len(lines))):
        if _END in lines[here].content:
            return here + 1
    return start
