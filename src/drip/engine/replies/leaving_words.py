"""How people ask for no more emails, whole and by themselves."""

from __future__ import annotations

import re

from drip.engine.safety.word_sets import word_set

_EMAILS = (
    r"(?:(?:these|this|those|the|your|any|all|further|more|such|of)\s){0,3}"
    r"(?:e-?mails?|mails?|messages?|newsletters?|letters?|mailings?|list|mailing list"
    r"|emailing list|email list|series|correspondence|communications?|database"
    r"|distribution list)"
)
_UNSUBSCRIBE = (
    r"(?:un-?subscribed?|unsub|unsubscibe|unsubcribe|unsuscribe|unsubsribe|unscubscribe|unsubscrib"
    r"|unsubscride|unsubsrcibe|unsuscibe|unsubscirbe|unsubcribed|unsubsrcribe|desubscribe)"
)
_WRITING = r"(?:sending|emailing|mailing|messaging|contacting|spamming|writing)"
_WRITE = r"(?:send|email|mail|contact|write|message)"
_AGAIN = r"(?: again| ever again| further)?"
_NOT = r"(?:do not|dont|no longer)"
_TO_GET = r"(?: to (?:receive|get|be on|have|see))?"
#: What may stand around a wish.
POLITE = word_set("""
    please pls plz plse kindly hi hello hey dear all thanks thank you u thx ta cheers ok okay
    yes now asap immediately today just thankyou many regards kind and so could can would will
    want to like id i wish team everyone sorry but for me at once straight right away said
    again bye goodbye sir madam doc folks guys anymore any more forthwith effective promptly
    thankfully no
    """)
#: A wish only where nothing else stands in the line.
BARE = re.compile(
    r"stop|stop it|stop all|stop everything|opt out|optout|remove|cancel|quit|end|leave|enough"
    r"|unsub|no more thanks|no more please|stopall|end this|stop this"
)
#: A wish wherever it is a whole sentence.
CLEAR = re.compile(
    "|".join(
        (
            rf"{_UNSUBSCRIBE}(?: me)?(?: now)?",
            rf"{_UNSUBSCRIBE}(?: me)?(?: from| off)? {_EMAILS}",
            rf"opt(?: me)? out(?:(?: of| from)? {_EMAILS})?",
            rf"remove me(?:(?: from| off)? {_EMAILS})?",
            rf"remove my (?:email address|email|address|name|details)(?: from {_EMAILS})?",
            rf"(?:take|get|strike) me off(?:(?: of)? {_EMAILS})?",
            rf"take my (?:name|email|address|email address) off(?:(?: of)? {_EMAILS})?",
            rf"delete (?:me|my email|my address|my details)(?: from {_EMAILS})?",
            r"sign me (?:off|out)",
            rf"stop {_WRITING}(?: to)?(?: me)?(?: {_EMAILS}| stuff| this| anything| these)?",
            rf"(?:stop|end|cancel|leave|quit) {_EMAILS}",
            r"(?:cancel|end) (?:my )?(?:subscription|enrolment|signup)",
            rf"no (?:further |more )?{_EMAILS}",
            r"no (?:further|more) contact",
            rf"(?:do not|dont) {_WRITE}(?: to)?(?: me)?(?: {_EMAILS}| anything| stuff)?{_AGAIN}",
            rf"{_NOT} (?:want|wish|need|care){_TO_GET} {_EMAILS}(?: from you)?",
            rf"{_NOT} (?:want|wish) to (?:hear from you|be contacted|be emailed)",
            rf"(?:ive|i have|have) had enough of {_EMAILS}",
            rf"stop (?:getting|receiving) {_EMAILS}",
        )
    )
)
#: Beside these a wish is for later, for some letters only, or somebody else's.
CONDITION = re.compile(
    r"\b(?:if|unless|until|till|til|when|once|after|before|while|but(?! thank)|except|only|instead"
    r"|just|maybe|perhaps|might|for (?:now|a while|the moment|a week|a month|this week|this month)"
    r"|says?|said|told|tells|thought|think|wrote|asked|asks|kidding|joking|hate)\b"
)
#: Bare words in other languages.
ELSEWHERE_SAID = frozenset(
    " ".join(one.split())
    for one in """
    abmelden | austragen | abbestellen | newsletter abmelden | newsletter abbestellen |
    bitte abmelden | désabonner | desabonner | désinscrire | desinscrire |
    désinscription | désabonnement | désabonnez-moi | me désabonner | se désabonner |
    stopper | arrêtez | arrêter | baja | darme de baja | dar de baja |
    quiero darme de baja | cancelar | cancelar suscripción | cancelar suscripcion |
    desuscribir | anular suscripción | no más correos | parar | cancelar inscrição |
    descadastrar | cancelar subscrição | sair da lista | disiscrivimi | cancellami |
    annulla iscrizione | disiscriviti | disiscrizione | disiscrivermi | cancellazione |
    uitschrijven | afmelden | schrijf me uit | avregistrera | avsluta prenumeration |
    avprenumerera | avmeld | meld meg av | avmelding | afmeld | frameld | afmelding |
    peruuta tilaus | peru tilaus | lopeta | poista | wypisz | wypisz mnie | rezygnuję |
    rezygnacja | anuluj | odhlásit | odhlásiť | zrušit | leiratkozás | leiratkozom |
    leiratkozás kérem | dezabonare | dezabonați-mă | отписаться | отпишите меня |
    отписка | отменить подписку | стоп | прекратить | відписатися | відписати |
    отписване | одјава | odjava | odjavi me | odjavi | διαγραφή | κατάργηση εγγραφής |
    απεγγραφή | iptal | abonelikten ç\u0131k | aboneliği iptal et | listeden ç\u0131kar |
    إلغاء الاشتراك | الغاء الاشتراك | توقف | ايقاف | إيقاف | הסר | הסירו אותי | להסיר |
    הסרה | लगातार बंद करें | सदस्यता समाप्त करें | बंद करो | बंद करें | लغو اشتراک |
    لغو اشتراک | انصراف | 退订 | 退訂 | 取消订阅 | 取消訂閱 | 停止 | 不要再发 | 配信停止 |
    配信解除 | 登録解除 | 解除 | 退会 | 購読解除 | 停止してください | 구독취소 |
    구독 취소 | 수신거부 | 수신 거부 | 그만 | hủy đăng ký | huỷ đăng ký | ngừng | ยกเลิก |
    ยกเลิกการสมัคร | ยกเลิกการรับข่าวสาร | berhenti | berhenti berlangganan |
    batal langganan | itigil | mag-unsubscribe
    """.replace("\n    ", " ").split("|")
)
#: What may be a wish, in a longer sentence.
DOUBTFUL = re.compile(
    r"\b(?:un-?subscrib\w{0,6}|opt(?:ing)? out|off (?:the|your|this|of) (?:\w{1,10} )?list"
    r"|(?:stop|end|cancel|no more|fewer|less|too many|enough|leave) (?:\w{1,8} ){0,3}"
    r"(?:emails?|messages?|newsletters?|letters?|mailing list)"
    r"|stop (?:sending|emailing|mailing|contacting|writing)"
    r"|stop (?:getting|receiving) (?:these|this|them)|remove me|take me off|dont email me"
    r"|(?:maybe|perhaps|might|think|could) (?:\w{1,8} ){0,3}stop(?: for now)?$"
    r"|stop for (?:now|a while|the moment)|please stop\b|^stop\b"
    r"|(?:do not|dont|no longer) (?:want|wish|need) (?:\w{1,8} ){0,4}"
    r"(?:emails?|messages?|letters?))"
)
#: It is not about leaving, or not about us.
NO_WISH = re.compile(
    r"\b(?:do not|dont|never|not|wouldnt|wont|didnt|accidentally|by mistake|by accident"
    r"|hope you dont|cant|cannot|couldnt|rather than|without) (?:\w{1,10} ){0,3}"
    r"(?:stop|un-?subscrib\w{0,6}|opt out|cancel|remove|take|leave|end)\b"
    r"|\b(?:keep|glad|love|enjoy|resubscribe|re-subscribe|gym|netflix|optus|telstra|stop by"
    r"|stop hurting|stop working|when will|stop the (?:pain|spasms?|exercises?|sessions?))\b"
    r"|\boff (?:the|those|these) (?:exercises|tablets|medication|waiting)\b"
)
