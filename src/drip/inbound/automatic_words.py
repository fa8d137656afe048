# ruff: noqa: RUF001 - words of many languages
"""How automatic replies begin and what they say, in the languages people write to clinics in.

Everything is compared in lower case. A subject counts only by how it begins: behind "Re:" a person
is answering.
"""

from __future__ import annotations

#: How the subject of an automatic reply begins.
SUBJECT_OPENINGS: tuple[str, ...] = (
    # English
    "automatic reply", "auto reply", "auto-reply", "autoreply", "auto response",
    "auto-response", "autoresponse", "automated reply", "automated response",
    "automatic response", "autoresponder", "out of office", "out-of-office",
    "out of the office", "auto: out of", "vacation:", "vacation reply", "away from my mail",
    "on leave:", "annual leave:", "i am out of the office", "i'm out of the office",
    # German
    "automatische antwort", "automatische rückantwort", "abwesenheitsnotiz",
    "abwesenheitsnachricht", "abwesenheitsmeldung", "abwesenheitsbenachrichtigung", "abwesend:",
    "abwesenheit:", "außer haus", "nicht im büro",
    # French
    "réponse automatique", "reponse automatique", "absence du bureau", "absent du bureau",
    "message d'absence", "notification d'absence",
    # Spanish, Catalan, Galician, Basque
    "respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina",
    "resposta automàtica", "erantzun automatikoa",
    # Portuguese
    "resposta automática", "resposta automatica", "fora do escritório", "ausência temporária",
    # Italian
    "risposta automatica", "fuori sede", "fuori ufficio", "assenza dall'ufficio",
    # Dutch
    "automatisch antwoord", "automatische beantwoording", "afwezigheidsbericht", "afwezig:",
    "niet aanwezig",
    # Swedish, Norwegian, Danish, Icelandic
    "automatiskt svar", "autosvar", "automatisk svar", "automatsvar", "frånvaro",
    "fraværsmelding", "fravær:", "ikke på kontoret", "ikke til stede", "sjálfvirkt svar",
    # Finnish, Estonian, Latvian, Lithuanian
    "automaattinen vastaus", "poissaoloilmoitus", "poissa toimistosta", "automaatvastus",
    "automātiska atbilde", "automātiskā atbilde", "automatinis atsakymas",
    # Polish, Czech, Slovak, Slovene, Croatian, Bosnian, Serbian
    "automatyczna odpowiedź", "odpowiedź automatyczna", "autoodpowiedź", "poza biurem",
    "nieobecność", "automatická odpověď", "automatická odpoveď", "mimo kancelář",
    "samodejni odgovor", "automatski odgovor", "аутоматски одговор",
    # Hungarian, Romanian, Albanian
    "automatikus válasz", "házon kívül", "răspuns automat", "raspuns automat",
    "absent de la birou", "përgjigje automatike",
    # Russian, Ukrainian, Bulgarian, Macedonian, Belarusian
    "автоматический ответ", "автоответ", "нет на рабочем месте", "автоматична відповідь",
    "автовідповідь", "автоматичен отговор", "автоматски одговор",
    # Greek, Turkish
    "αυτόματη απάντηση", "εκτός γραφείου", "otomatik yanıt", "otomatik cevap", "ofis dışında",
    # Chinese, Japanese, Korean
    "自动回复", "自動回覆", "自動回復", "自动答复", "外出", "不在办公室", "自動返信",
    "自動応答", "不在通知", "자동 회신", "자동회신", "자동 응답", "자동응답", "부재중",
    # Vietnamese, Thai, Indonesian, Malay, Filipino
    "trả lời tự động", "tự động trả lời", "thư trả lời tự động", "การตอบกลับอัตโนมัติ",
    "ตอบกลับอัตโนมัติ", "ข้อความตอบกลับอัตโนมัติ", "balasan otomatis", "jawaban otomatis",
    "balasan automatik", "jawapan automatik", "awtomatikong tugon",
    # Arabic, Persian, Hebrew, Urdu, Hindi, Punjabi, Bengali, Tamil
    "رد تلقائي", "الرد التلقائي", "خارج المكتب", "پاسخ خودکار", "מענה אוטומטי",
    "תשובה אוטומטית", "מחוץ למשרד", "خودکار جواب", "स्वचालित उत्तर", "स्वतः उत्तर", "ਆਟੋਮੈਟਿਕ ਜਵਾਬ",
    "স্বয়ংক্রিয় উত্তর", "தானியங்கு பதில்",
)  # fmt: skip

#: How the subject begins when a ticket system says that it has something.
TICKET_OPENINGS: tuple[str, ...] = (
    "[request received]", "request received", "ticket received", "[ticket received]",
    "ticket created", "case created", "new ticket", "support ticket", "we have received your",
    "we received your", "your request has been received", "your ticket has been",
    "your enquiry has been received", "your inquiry has been received",
    "thank you for contacting", "thanks for contacting",
)  # fmt: skip

#: Words for being away from work. One of these and one of LATER_OR_ELSE make an absence notice.
AT_WORK: tuple[str, ...] = (
    "out of the office", "out of office", "away from the office", "away from my desk",
    "not in the office", "nicht im büro", "außer haus", "absent du bureau", "absente du bureau",
    "fuera de la oficina", "fuera de oficina", "fuori ufficio", "fuori sede",
    "fora do escritório", "niet op kantoor", "inte på kontoret", "ikke på kontoret",
    "poza biurem", "mimo kancelář", "нет в офисе", "不在办公室",
)  # fmt: skip

#: Words for being away that people also use of themselves.
AWAY: tuple[str, ...] = (
    "i'm away", "i will be away", "i'll be away", "i will be out", "i'll be out",
    "i am out until", "i'm out until", "i am travelling", "i am on holidays", "i'm on holiday",
    "i'm on vacation", "i am currently away", "i'm currently away", "i am away",
    "i am on annual leave", "i am on leave", "i'm on annual leave", "i'm on leave",
    "currently on leave", "currently on annual leave", "on maternity leave",
    "on parental leave", "i will be on leave", "i am on holiday", "i am on vacation",
    "nicht erreichbar", "bin ich abwesend", "ich bin abwesend", "derzeit abwesend", "im urlaub",
    "je suis absent", "je suis actuellement absent", "en congé", "estoy ausente",
    "de vacaciones", "sono assente", "estou ausente", "ik ben afwezig", "niet aanwezig",
    "jestem nieobecn", "отсутствую", "в отпуске", "休假", "不在にして", "休暇", "부재중",
)  # fmt: skip

#: What an absence notice says besides.
LATER_OR_ELSE: tuple[str, ...] = (
    "no access to my", "limited email", "once i return", "as soon as i return", "when i'm back",
    "once i am back", "once i'm back", "respond to your", "reply to your message",
    "will be read", "when i return", "on my return", "upon my return", "when i get back",
    "when i am back", "will respond", "will reply", "get back to you", "limited access to",
    "no access to email", "not have access to", "not be checking", "not be monitored",
    "not monitored", "for urgent", "if urgent", "if your matter is urgent", "urgent matters",
    "immediate assistance", "please contact", "in my absence", "returning on",
    "wenden sie sich", "nach meiner rückkehr", "nicht weitergeleitet", "in dringenden fällen",
    "à mon retour", "dès mon retour", "en cas d'urgence", "veuillez contacter", "a mi regreso",
    "a mi vuelta", "en caso de urgencia", "al mio rientro", "al mio ritorno", "per urgenze",
    "no meu regresso", "quando regressar", "em caso de urgência", "bij mijn terugkeer",
    "voor dringende", "när jag är tillbaka", "når jeg er tilbake", "når jeg er tilbage",
    "po powrocie", "w pilnych", "po návratu", "после возвращения", "по срочным", "回来后",
    "紧急", "緊急", "お急ぎ", "복귀",
)  # fmt: skip

#: A mail that says so itself.
SAYS_SO: tuple[str, ...] = (
    "this is an automatic reply", "this is an automated reply", "this is an automatic response",
    "this is an automated response", "this is an auto-reply", "this is an autoreply",
    "this is an automatic message", "this is an automated message",
    "this is an automatically generated", "this email is automatically generated",
    "this message was automatically generated", "do not reply to this email",
    "please do not reply to this", "##- please type your reply above this line",
    "dies ist eine automatische", "diese nachricht wurde automatisch",
    "ceci est une réponse automatique", "ceci est un message automatique",
    "esta es una respuesta automática", "este es un mensaje automático",
    "questa è una risposta automatica", "questo è un messaggio automatico",
    "esta é uma resposta automática", "dit is een automatisch", "detta är ett automatiskt",
    "dette er et automatisk", "to jest automatyczna", "это автоматический ответ",
    "这是一封自动", "此为自动回复", "自動返信", "자동으로 발송",
)  # fmt: skip

#: How the subject of a bounce begins.
BOUNCE_OPENINGS: tuple[str, ...] = (
    "undelivered mail returned to sender", "undeliverable", "undelivered", "returned mail",
    "mail delivery failed", "mail delivery failure", "mail delivery system",
    "mail delivery problem", "mail system error", "mail could not be delivered",
    "delivery status notification", "delivery failure", "delivery failed",
    "delivery notification", "delivery report", "delivery has failed", "delivery delayed",
    "message delivery", "message could not be delivered", "message undeliverable",
    "failure notice", "failed mail", "non-delivery", "nondeliverable", "non delivery",
    "warning: message", "warning: could not send", "warning: e-mail", "could not send message",
    "your message couldn't be delivered", "rejected mail", "unzustellbar", "nicht zustellbar",
    "unzustellbare nachricht", "zustellung fehlgeschlagen", "non remis", "non distribuable",
    "échec de la remise", "no se puede entregar", "no entregado", "error de entrega",
    "não foi possível entregar", "não entregue", "não é possível entregar", "non recapitabile",
    "mancato recapito", "onbestelbaar", "niet bezorgd", "kan inte levereras", "ej levererbart",
    "olevererbart", "kan ikke leveres", "ei voitu toimittaa", "toimittaminen epäonnistui",
    "niedostarczone", "nie można dostarczyć", "nedoručitelné", "nedoručiteľné",
    "kézbesíthetetlen", "nelivrabil", "недоставлено", "не доставлено", "не удается доставить",
    "δεν είναι δυνατή η παράδοση", "teslim edilemedi", "无法投递", "未送达", "退信", "系统退信",
    "無法傳遞", "配信不能", "配信できません", "배달되지 않음", "반송", "không thể gửi",
    "لم يتم تسليم", "לא ניתן למסירה",
)  # fmt: skip
