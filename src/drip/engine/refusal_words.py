"""What servers write when they refuse a letter, as patterns: of whom they speak, and why.

Read over plain words: addresses stand as `@`, the names of hosts, links and quotes are gone. The
words are those of the mail servers and providers of the last decades, most of them English even
where the people are not.
"""

from __future__ import annotations

import re

_WHO = (
    r"(?:users?|usernames?|user ?id|user name|recipients?|mail ?box(?:es)?|e?-?mail account|inbox"
    r"|(?:e-?mail )?address(?:es|ee)?|accounts?|alias(?:es)?|person|local ?part|rcpt|customer"
    r"|subscriber|destinataire|utilisateur|benutzer|empf(?:ae|ä)nger|usuario|destinatario|adresse"
    r"|compte|konto|cuenta|casella|casilla|virtual)"
)
_NOT = r"(?:not|n't|nt)"
#: Between whom and what: no word that says it of something else.
_OF_THEM = (
    r"(?:(?!\b(?:connection|session|message|sender|relay|transaction|because|but|time|host"
    r"|server|backend|database"
    r"|lookup|verify|verification|temporar\w*)\b)[^;]){0,60}?"
)
_GONE = (
    r"unknown(?! (?:error|reason|sender|failure|problem|mail|status|command))|unrecogni[sz]ed"
    r"|(?:does|do|did)(?: not|n't|nt) (?:appear to )?exist|not exist|non-? ?exist\w*"
    r"|(?:could|can) ?not be found|n't be found|not (?:present |found )?in (?:the |our )?(?:\w+ )?"
    r"(?:directory|recipient list|address book)"
    r"|(?:not|isn't|aren't) (?:an? |any )?(?:known|valid|recogni[sz]ed|found|registered|active"
    r"|listed|present|hosted|configured|local user)"
    r"|no longer (?:exists?|active|valid|available|here|in use|accepts?|employed)"
    r"|(?:is |was |has been |have been |been |account |mailbox |user )?(?:permanently )?(?:disabled"
    r"|deactivated|de-activated|discontinued|suspended|closed|deleted|terminated|inactive)"
    r"|(?:account|mailbox|address|user) (?:has )?expired|unbekannt|inconnue?\b|desconocid[oa]"
    r"|sconosciut[oa]|n'existe|no existe|existiert nicht|non esiste|inexist\w*"
)
_NO = (
    r"unknown|no such|non-?existent|inactive|disabled|deactivated|discontinued|unrecogni[sz]ed"
    r"|suspended|addressee unknown"
)
#: A mailbox that is not, said so that nothing else can be meant.
NO_SUCH = re.compile(
    rf"\b{_WHO}{_OF_THEM}\b(?:{_GONE})"
    rf"|@{_OF_THEM}\b(?:{_GONE})"
    rf"|\b(?:{_NO}) (?:or (?:unavailable|illegal|invalid) )?(?:local |e-?mail |final )?{_WHO}\b"
    r"|\bno (?:such )?(?:valid )?(?:mail ?box|mail box|account|user|person)\b"
    r"|\bno such recipients?\b"
    r"(?! (?:specified|given|policy))"
    r"|\b(?:does|do)(?:n't| not) have an? .{0,60}?(?:account|mailbox|e-?mail)"
    r"|\bthere is no (?:user|account|mailbox|such|one)|recip(?:ient)?notfound"
    r"|bad[_ ]recipient|not our customer|not at this address"
    r"|invalid[ _-](?:final )?(?:delivery )?(?:user|recipient|mailbox|account|user ?id)\b"
    r"|not a valid (?:recipient|user|mailbox|(?:e-?mail )?address)|mailbox unallocated"
    r"|no existe (?:ese|esa|dicha|dicho|el|la|este|esta) |ness?un utente|adresse nicht gefunden"
    r"|no matches to nameserver query|user_?unknown|unknownuser|nosuchuser|not a valid user"
    r"|name is not recogni[sz]ed",
    re.IGNORECASE,
)
#: The same, in words that servers also use of us.
NO_SUCH_MAYBE = re.compile(
    rf"\b{_WHO}.{{0,40}}?\b(?:not available|unavailable|invalid)"
    rf"|\b(?:invalid|bad|illegal) (?:e-?mail )?{_WHO}|delivery to this address is restricted",
    re.IGNORECASE,
)
NO_DOMAIN = re.compile(
    r"(?<!from: )(?<!client )\b(?:domain|host)(?: (?:or domain )?name)?"
    r"(?:(?!\b(?:said|sender|from|client|error|your|user|refused|connection|message)\b)[^;]){0,60}?"
    rf"(?:{_NOT} (?:found|known|exist(?! ?:))|doesn't exist(?! ?:)|no longer valid"
    r"|unknown(?! (?:error|reason)))"
    r"|nxdomain|\bno mx\b|null ?mx|no such (?:domain|host)|unrout(?:e)?able"
    r"|does not accept mail(?! (?:from|over))"
    r"|\b(?:bad|invalid) (?:destination|recipient) (?:domain|host)"
    r"|\bunknown (?:destination |recipient )?(?:domain|host)\b"
    r"|name or service not known|domain is not hosted|no route to domain",
    re.IGNORECASE,
)
#: A name server that answers nonsense today may answer well tomorrow.
NO_DOMAIN_NOW = re.compile(
    r"name ?server|name service|dns (?:error|failure|lookup|query)|lookup failed", re.IGNORECASE
)
FULL = re.compile(
    r"over ?(?:its |his |their |the |disk )?quota|(?:disk|storage|mail ?box|user|maildir"
    r"|diskspace|inbox|account|size)[^.;:]{0,40}\bquota|quota[^.;:]{0,25}(?:exceed|violation|limit"
    r"|full|reached)|exceed\w*[^.;:]{0,30}\bquota"
    r"|mail ?(?:box|folder|dir|file)\w*[^.;:]{0,40}\bfull"
    r"|(?:full|overfull) (?:mail ?box|inbox)|inbox[^.;:]{0,20}full|over disk"
    r"|out of (?:storage|disk)"
    r"|insufficient (?:system |disk )?(?:storage|space)|storage (?:limit|allocation|space)"
    r"|exceed\w* (?:the |its |his )?(?:storage|disk|allowed size|mailbox size)|disk space"
    r"|(?:not|n't) (?:have )?enough (?:disk |storage )?space|space (?:is )?not enough|disk full"
    r"|too many (?:mails|messages) (?:on|in)|zu ?viele mails|mailbox (?:size )?limit"
    r"|mailbox[^.;:]{0,30}exceed|postfach (?:ist )?voll|bo[iî]te[^.;]{0,40}pleine|no space left"
    r"|space has been used|buz[oó]n lleno"
    r"|casella piena|\bquota exceeded|quota violation",
    re.IGNORECASE,
)
_OUR_QUOTA = r"(?:send\w*|outbound|hourly|daily|message rate) (?:mail )?quota"
TOO_BIG = re.compile(
    r"(?:message|mail|e-?mail)(?: \w+)? (?:is |was )?too (?:big|large|long)|message size exceed"
    r"|max(?:imum)?(?: \w+)? (?:message|mail) size|message exceeds|too large for this|size=message"
    r"|exceed\w*[^.;]{0,40}(?:message|mail) size|larger than the (?:current )?(?:\w+ )?limit",
    re.IGNORECASE,
)
LOOP = re.compile(
    r"(?:alias(?:ing)?|forward(?:ing)?|mail|message)[^.;]{0,20}\bloop(?:s|ed|ing)?\b|loops back"
    r"|too many hops|hop ?count|routing loop|looping|too many received",
    re.IGNORECASE,
)
#: They want nothing of us: nothing that a clinic should ring a provider about.
THEIR_WISH = re.compile(
    r"recipient(?:'s)? preferences|refuses to accept (?:your|mail)"
    r"|(?:blocked|refused|rejected) by (?:the |this )?(?:recipient|user)\b"
    r"(?!(?:'s)? (?:domain|server|mail|host|system))",
    re.IGNORECASE,
)
#: Our mail, our server or our name, beyond doubt.
REFUSED_US = re.compile(
    r"spam|\bblocked|black ?list|block ?list|deny ?list|reputation|\bspf\b|\bdkim\b|\bdmarc\b"
    r"|unsolicited|unauthenticated|not authenticated|authentication (?:fail|check|required|result)"
    r"|\bd?n?s?[rb]bls?\b|spamhaus|barracuda|bulk (?:e-?)?mail|virus|malware|phish"
    r"|content (?:denied|rejected|filter)|message (?:content )?(?:rejected|refused|blocked)"
    r"|sender (?:address )?(?:denied|rejected|refused|verify|domain)|bad sender|reverse dns|\bptr\b"
    r"|invalid dns|\bhelo\b|\behlo\b|relay(?:ing)?[^.;]{0,30}(?:denied|not (?:permitted|allowed))"
    r"|unable to relay|not permitted to relay|use me[^.;]{0,40}as a relay|allowed rcpthosts"
    r"|spoof|message not allowed|\be?-?mail rejected|rejecting|banned|relaying disallowed"
    r"|not rfc|rate limit|not (?:allowed|permitted|authori[sz]ed) to (?:send|relay|deliver|connect)"
    r"|network not allowed"
    r"|(?:ip|host|client|network|domain|address)[^.;]{0,30}\blisted (?:in|on|at|by)"
    r"|(?:unrout\w*|unknown|invalid|bad|no such|unresolv\w*) (?:envelope )?sender"
    r"|\bsender\b[^.;]{0,80}(?:not exist|not found|no such|unknown|invalid|unresolv\w*|can ?not"
    r"|reject\w*"
    r"|denied|refused|disabled)"
    r"|too many (?:invalid|unknown|bad|failed) (?:users|recipients|addresses)"
    r"|your (?:ip|server|host|domain|mail server|account|organi[sz]ation)\b|you are sending"
    r"|requires? confirmation|suspicious|\burls? "
    r"|restricted to|not accepting mail (?:from|with)|directory harvest|\bdha\b"
    rf"|\btss\d\d|{_OUR_QUOTA}|exceed\w*[^.;]{{0,30}}(?:send|rate)",
    re.IGNORECASE,
)
#: Words of refusing us that also stand in the signature of any server.
REFUSED_US_MAYBE = re.compile(
    r"policy|policies|prohibited|access denied|not accepted for|administrat\w+ (?:reject|refus)"
    r"|security|not authori[sz]ed",
    re.IGNORECASE,
)
#: For now: nothing that stays.
LATER = re.compile(
    r"try again|temporar|timed? ?-?out|connection (?:refused|reset|closed|lost)|grey ?list|retry"
    r"|too (?:many|busy|fast|quickly)|delayed|expired|unreachable|not reachable|no answer"
    r"|not respond|at a rate|could not connect|can't connect|gave up|delivery attempts"
    r"|time (?:limit|expired)|service (?:currently )?unavailable|try later|busy",
    re.IGNORECASE,
)
#: Their mailbox takes too much at once, from whomever.
TOO_FAST_FOR_THEM = re.compile(
    r"receiving (?:e?-?mail|messages)? ?(?:too quickly|at a rate)|messages they can receive"
    r"|recipient[^.;]{0,40}\b"
    r"(?:rate|too many messages)|temporarily (?:disabled|unavailable|suspended|inactive|deferred)"
    r"|mailbox (?:is )?busy"
    r"|disabled temporar\w*|receiving limits",
    re.IGNORECASE,
)
#: Refused, and not why.
JUST_REFUSED = re.compile(
    r"(?:recipient|rcpt|mailbox|user)s?(?: address)?(?: @)? ?:? ?(?:was |is |has been )?"
    r"(?:rejected|refused|denied|not accepted)|\baddress rejected|does not like recipient",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[<\[(\"']{0,2}(?:mailto:)?[^\s<>()\[\]\"',;:]{1,64}@[^\s<>()\[\],;:\"']{2,255}[>\])\"']{0,2}"
)
_LINK = re.compile(r"https?://\S{1,500}|\bwww\.\S{1,300}", re.IGNORECASE)
#: A host's name in small letters, with two dots at least or a port: its words are not said of us.
_HOST = re.compile(r"\b(?:[a-z0-9_-]{1,63}\.){1,8}[a-z]{2,18}\b(?!')")
_AGAIN = re.compile(r"(?:@ ){2,}")
_MOST = 1000


def plain_words(diagnostic: str) -> str:
    """The words alone: `@` for each address, nothing for links and the names of hosts."""
    text = _LINK.sub(" ", diagnostic[:_MOST].replace("\u2019", "'"))
    text = " ".join(_HOST.sub(" ", _ADDRESS.sub(" @ ", text)).split())
    return _AGAIN.sub("@ ", text)
