"""Wishes to leave that are a word or two, in many languages, and hints of one."""

from __future__ import annotations

import re

from drip.engine.replies.leaving_vocabulary import spelt_out
from drip.engine.replies.sentences import fold
from drip.engine.safety.word_sets import word_set

_LONGEST = 320
_MOST_WORDS = 12
#: What may stand around a bare wish.
_POLITE = word_set("""
    please thanks yes yeah yep hi hello hey dear all kindly ok okay now asap seriously
    attention attn subject
    immediately omg ffs today just
    many regards kind and so sorry team everyone cheers sir madam doc folks guys mate anymore
    again bye goodbye at once straight away right effective , then well oh very much
    x xx xo love already
    """)
#: A wish where it is a whole sentence.
_BARE = re.compile(
    spelt_out(r"""
    (?:i said |as i said )?stop|stop it|stop all|stop everything|stop this|stop stop\
        |stop stop stop|stopall
    unsubscribe|unsubscribe me|unsubscribed|unsub|opt out|opt me out|optout
    remove|no contact please|no more|no more no more|no thanks no more|nope no more|nah no more\
        |no no more|remove me|off the list|take me off|take off|get me off
    stop now|you can stop|you may stop|you can stop now|you may stop now|(?:can|could|will\
        |would) you (?:just |please |kindly )*stop|stop means stop|stop sending
    i want out|im out|want out|count me out|cancel me|remove from list|take me out|off|me off
    stop emails|stop email|stop mail|stop mails|no emails|no email|no mail|no mails|no messages
    no more email|enough already|cease and desist|cease|desist|no contact|do not contact
    """)
)
#: A wish where it is all that was written.
_ALONE = re.compile(
    r"remove|cancel|quit|end|leave|enough|delete|not interested|no longer interested|no no more"
    r"|enough enough|enough is enough|go away|get lost|stop sending|wrong address|out"
    r"|no not interested|i dont want|i not want|not want|unfollow|not for me"
    r"|leave me alone|wrong email|wrong person|discontinue|cancel all"
)
#: What may be a wish, and staff should look at.
_HINT = re.compile(
    spelt_out(r"""
    \b(?:unsubscribe|unsubscribed|unsubscribing|opt out|opting out|mailing list)\b
    \b(?:thinking of|think about|not sure whether to|might|maybe|may\
        |consider) (?:\w+ ){0,2}(?:stop|stopping|leave|leaving)(?: for now)?$
    \b(?:too many|fewer|less|so many|enough|stop the|cut down on|cut back on) (?:<MAIL>)\b
    \b(?:stop|end|cancel) (?:\w+ ){0,3}(?:emails|messages|newsletters|mailing list|reminders?)\b
    \bstop (?:sending|emailing|mailing|contacting|writing)\b
    \bstop for (?:now|a while|the moment|a bit)\b
    \bplease stop\b|^(?:yes )?stop\b|^id like to stop|^i want to stop(?:$| ,)\
        |\bso (?:please )?stop$|^i wish to (?:leave|cancel)|^nothing (?:further|more)\
        |^why (?:am i|are you|do i) (?:getting|emailing|sending|get)|\blike to (?:stop|leave)\b
    \b(?:he|she|husband|wife|mum|dad|mother|father|partner|they) (?:\w+ )?(?:passed away|died\
        |deceased)\b|\bis deceased\b
    ^(?:this is |its |thats )?not me$|\b(?:these|it|this) (?:isnt|arent|is not|are not) (?:for\
        |meant for) me\b
    \b(?:off|from) (?:the|your|this) (?:\w+ )?(?:mailing |email )list\b
    \bwrong (?:person|address|email|inbox)\b
    \b(?:remove|delete) (?:me|my (?:name|details|data|email|account))\b
    ^(?:this is |these are )?(?:spam|harassment|junk|scam)|^how (?:do|can) i (?:cancel|stop\
        |leave)$|^last (?:one|email)
    \bprivacy act\b|\bspam act\b|\bacma\b|\breport(?:ing)? (?:you|this|it) (?:as|to|for)\b
    """)
)
_NO_HINT = re.compile(
    r"\b(?:dont|never|not|didnt|accidentally|by mistake|by accident|nearly|almost|cant|wont|without"
    r"|had to|hope you dont|glad|rather than|resubscribe) (?:\w+ ){0,4}"
    r"(?:stop|unsubscrib\w+|opt out|cancel|remove|take|leave|end)\b"
    r"|\b(?:gym|netflix|optus|telstra|foxtel|pain|exercises?|tablets|sessions?|class)\b"
    r"|\bunsubscribed (?:\w+ )?(?:by accident|by mistake|accidentally)|stop (?:at|by|in|over|off)\b"
    r"|^(?:should|do|did|when|does|am) \w+ "
)


def is_bare(words: str, *, alone: bool) -> bool:
    """Whether a sentence is nothing but a short wish; `alone`: nothing else was written."""
    said = words.split()
    if len(said) > _MOST_WORDS:
        return False
    front, back = _polite(said), _polite(said[::-1])
    for first in range(front + 1):
        for last in range(len(said) - back, len(said) + 1):
            core = " ".join(word for word in said[first:last] if word != ",")
            if _BARE.fullmatch(core) or (alone and _ALONE.fullmatch(core)):
                return True
    return False


def _polite(words: list[str]) -> int:
    """How many polite words stand in front."""
    count = 0
    while count < len(words) and words[count] in _POLITE:
        count += 1
    return count


def may_be(words: str) -> bool:
    """Whether staff should look at a sentence."""
    return bool(_HINT.search(words)) and not _NO_HINT.search(words)


def said_elsewhere(text: str) -> bool:
    """Whether a text is a bare wish in another language than English."""
    if len(text) > _LONGEST:
        return False
    lines = (" ".join(fold(line).strip(" .!,;:-\"'()[]").split()) for line in text.splitlines())
    return any(line in _ELSEWHERE for line in lines)


#: Bare words in other languages.
_ELSEWHERE = frozenset(
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
