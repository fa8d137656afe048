"""The words in which people speak of letters, of ending and of being on a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

#: How deep one vocabulary may stand in another.
_DEEPEST = 4
#: The words that the patterns share. Later ones use earlier ones.
VOCABULARY = {
    "DET": r"(?:(?:whatever|the|these|this|those|that|your|yr|any|all|more|further|such|of"
    r"|other|future|damn|damned|bloody|stupid|fucking|effing|flipping|silly|constant|endless"
    r"|annoying|unwanted|clinic|clinics|health|marketing|automated|automatic|little|longer"
    r"|additional|anymore|weekly|daily|regular|auto|kind of|sort of|back|pain|back pain"
    r"|exercise|program|physio|check-in|every|single|lovely) )",
    "MAIL": r"<DET>{0,5}(?:emails?|mails?|messages?|msgs?|newsletters?|letters?|mailings?"
    r"|mailouts?|correspondence|communications?|comms|spam|junk mail|updates|notifications?"
    r"|check-ins|check-in emails?|contact from you|series|subscription|contacts?(?= from))(?:"
    r" (?:thing|things|stuff|business|caper|malarkey|program|course|series|chain|campaign"
    r"|list|updates|bombardment))?",
    "PLAN": r"<DET>{0,3}(?:program|programme|course|email course|service|scheme)",
    "LIST": r"<DET>{0,3}(?:(?:e|email|mail|mailing|emailing|contact|contacts|distribution"
    r"|client|clients|subscriber|subscribers|subscription|newsletter|patient|patients|send"
    r"|sending|clinic|address|computer|marketing|bloody|current|master) ){0,2}(?:list|lists"
    r"|listing|database|databases|books|system|systems|records|register|mailer|mailout|mail"
    r" out|roll|address book|files|file|server|computer|mailing)",
    "STUFF": r"(?:<DET>{1,3}(?:stuff|thing|whole thing|things|junk|crap|rubbish|shit|nonsense"
    r"|garbage|ones))",
    "THESE": r"(?:this one|these ones|(?:any |all |more |any more )?(?:of )?(?:these|this"
    r"|them|those)|<STUFF>)",
    "WHO": r"(?:me|us|him|her|them|mum|dad|both of us|my (?:wife|husband|mother|father|mum"
    r"|dad|son|daughter|partner))",
    "MINE": r"(?:(?:my|me|our|his|her|their|this|that|these|all|all of|any|any of|all my|of)"
    r" ){0,3}(?:own |full |personal |contact |entire |whole |work |home |old )?(?:name|names"
    r"|mail|mails|e mail|address|addresses|email|emails|email address|mail address|details"
    r"|data|information|info|records?|account|profile|file|entry|contact|contacts|particulars"
    r"|personal information|number and email)(?: and (?:my )?(?:name|address|email|email"
    r" address|details|data|number|phone number|info))?",
    "UNSUB": r"(?:unsubscribe|(?:be|get|being|like|want|have me|me|please|wish|getting)"
    r" unsubscribed|unsubscribed (?=me|please)|unsubscribing|opt out|opt me out|opting out"
    r"|opt us out)",
    "STOP": r"(?:stop|cease|quit|end|cancel|discontinue|halt|terminate|knock off|give over"
    r"|cut out|call off|switch off|turn off|kill|suspend|deactivate|finish|cut off)",
    "WRITING": r"(?:sending|emailing|e mailing|mailing|messaging|contacting|spamming|writing"
    r"|bombarding|bothering|pestering|harassing|hassling|hounding|annoying|corresponding)",
    "GETTING": r"(?:getting|receiving|having|seeing|hearing)",
    "NOT": r"(?:dont|no longer|not|didnt|never|wont|do no|doesnt|donot|neither)",
    "DONT": r"(?:dont|do no|never|donot|must not|not to|please not|please no|wont you|refrain"
    r" from|you neednt|you dont need to|you dont have to|theres no need to|no need to|no need"
    r" for you to|no need of|no point|theres no point|no use|no point in|dont bother|dont"
    r" need to|neednt|not necessary to|no longer need to|no reason to|you need not|need not"
    r"|no need|no sense)",
    "KEEP": r"(?:keep |continue |continue to |keep on |be |bother |ever |even |go on )?",
    "WRITE": r"(?:sends?|sending|emails?|emailing|mail|mailing|contact|contacting|write"
    r"|writing|message|messaging|spam|bother)",
    "END": r"(?=$| ,| (?:no more|please|thanks|thank|now|asap|and|but|so|as|because|since|i"
    r"|im|ive|my|we|its|youve|you|cheers|any|anymore|again|immediately|today|for|at|if|or"
    r"|from|straight|right|regards|kind|sorry|mate|then|ever|either|too|until|till|coming"
    r"|already|to me|to us|all|they|going|forever|altogether|completely|permanently|while|ok"
    r"|okay|the way|until|when|with|not|just|yours|by|forthwith|once|xx|x|lol|haha|hi|hello"
    r"|dear|sir|madam|team|before|thankyou|who|would|kindly|sincerely|after|every|via|here"
    r"|there|will you|would you|under|according|pursuant|per|as per|which|soon|in future"
    r"|going forward|on the)\b)",
    "FULL": r"(?=$| ,| (?:please|thanks|now|anymore|again|already|and|so|ok|as|because|but"
    r"|cheers|asap|immediately|at once|straight|for good|mate|team|ever|if|since|would|will"
    r"|or|im|ive|i|it|its|they|no more|altogether|completely|permanently|forthwith)\b)",
    "STOPPED": r"(?:removed|deleted|erased|dropped|unsubscribed|struck off|wiped|cancelled"
    r"|taken off|taken of|taken out|crossed off|knocked off|pulled off|got off|excluded"
    r"|scrubbed|unlisted|pulled|withdrawn|opted out)",
    "TAKE": r"(?:take|taking|taken|get|getting|strike|pull|pulling|scrub|knock|cross|drop"
    r"|have|want|put|wipe|rub|cut|leave|keep|move|bump|chuck|boot|kick|scratch|throw|bounce"
    r"|flick)",
    "REMOVE": r"(?:remove|removing|delete|deleting|erase|erasing|drop|lose|scrub|wipe|purge"
    r"|forget|destroy|exclude|omit|withdraw|deregister|eliminate|clear|unlist|dump|cancel"
    r"|expunge|strike|release|free|excuse|scratch|disconnect|block|unenrol|unenroll|kick|boot)",
}


def spelt_out(lines: str) -> str:
    """The lines as one pattern, their vocabulary filled in. A backslash at the end goes on."""
    whole = re.sub(r"\\\n\s*", "", lines)
    pattern = "|".join(line.strip() for line in whole.splitlines() if line.strip())
    for _ in range(_DEEPEST):
        for name, words in VOCABULARY.items():
            pattern = pattern.replace(f"<{name}>", words)
    return pattern


@dataclass(frozen=True, kw_only=True)
class Family:
    """One manner of asking, its patterns in `lines`.

    `negative`: its "not" belongs to it. `loose`: it names no mailing. `firm`: no condition delays
    it. `not_after`: words before it that make it a fact.
    """

    name: str
    lines: str
    negative: bool = False
    loose: bool = False
    firm: bool = False
    not_after: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The patterns as one; made when the first reply is read."""
        return re.compile(rf"(?<![^ ])(?:{spelt_out(self.lines)})(?![^ ])")

    @cached_property
    def fact(self) -> re.Pattern[str]:
        """What stands before a fact."""
        return re.compile(rf"(?:^| )(?:{self.not_after or '(?!)'})(?: \w+ly)? $")
