# ruff: noqa: RUF001 - words of many languages
"""Words of the lines that mail programs put over a quote, in the languages they speak."""

from __future__ import annotations

#: "wrote", as it stands right before the colon.
WROTE: tuple[str, ...] = (
    "wrote", "writes", "schrieb", "schreibt", "geschrieben", "a écrit", "à écrit", "écrit",
    "escribió", "escribio", "escribe", "ha escrito", "va escriure", "ha escrit", "escribiu",
    "idatzi du", "ha scritto", "scritto", "scrive", "scrisse", "escreveu", "escreve", "schreef",
    "geschreven", "het volgende", "skrev", "skreiv", "skriver", "kirjoitti", "skrifaði", "kirjutas",
    "rakstīja", "rašė", "napisał(a)", "napisał/a", "napisał", "napisała", "pisze", "napsal(a)",
    "napsal", "napsala", "píše", "napísal(a)", "napísal", "napísala", "napisao je",
    "napisala je", "napisao/la", "je napisao", "je napisala", "je napisal", "je napisal(a)",
    "napisal", "napisala", "је написао/ла", "је написао", "написао/ла", "ezt írta", "írta",
    "a scris", "shkroi", "написал(а)", "написал", "написала", "пишет", "пише", "написав",
    "написала(в)", "написа", "напиша", "напісаў", "έγραψε", "έγραψε/αν", "şunu yazdı", "yazdı",
    "写道", "寫道", "写到", "写", "のメール", "書きました", "が書いた", "さんは書きました",
    "のメッセージ", "님이 작성", "작성", "님의 말", "wrote (bcc)", "đã viết", "viết", "เขียนว่า",
    "เขียน", "كتب", "كتبت", "نوشت", "כתב", "כתבה", "כתב/ה", "ने लिखा", "लिखा", "লিখেছেন",
    "menulis", "sinulat", "ysgrifennodd", "scríobh",
)  # fmt: skip

#: "wrote", where a name stands between it and the colon.
WROTE_BEFORE_NAME: tuple[str, ...] = (
    "schrieb", "schreef", "skrev", "skreiv", "skrifaði", "kirjoitti", "kirjutas", "sinulat ni",
    "wiadomość napisana przez",
    "كتب", "כתב", "מאת", "ezt írta", "escreveu", "écrivait", "wrote on", "missatge de", "از",
    "تمت كتابة",
)  # fmt: skip

#: Before a name that is somebody's, not a correspondent's: "... the doctor wrote:".
DETERMINERS: frozenset[str] = frozenset((
    "the", "a", "his", "her", "their", "another", "one", "someone", "der", "die", "das", "ein",
    "eine", "unser", "le", "la", "un", "une", "mon", "ma", "notre", "el", "una", "mi", "nuestro",
    "il", "lo", "o", "um", "uma", "de", "het", "een", "min", "mitt", "en", "ett", "et",
))  # fmt: skip

#: How a quote begins without a date, over marked lines.
QUOTING: tuple[str, ...] = ("quoting ", "zitat von ", "citando ", "citat från ", "citation de ")

#: How such a line begins before its date.
OPENERS: tuple[str, ...] = (
    "on", "am", "le", "el", "il", "il giorno", "em", "no dia", "op", "den", "dne", "dnia",
    "w dniu", "na", "vào", "vào lúc", "ngày", "pada", "pada tanggal", "tanggal", "στις",
    "în data", "în", "la", "la data de", "a(z)", "at", "noong", "missatge", "kuupäev", "dana",
    "u", "på", "v", "dia", "data", "ti", "ke", "в", "на", "за", "у", "em data de", "a", "ai",
    "בתאריך", "ב", "في", "در", "เมื่อ", "在", "于", "於", "quoting", "zitat von", "de", "från",
)  # fmt: skip

#: Between dashes or on a line of their own: from here on somebody else speaks.
SEPARATORS: tuple[str, ...] = (
    "original message", "original mail", "original email", "original e-mail", "original",
    "original appointment", "forwarded message", "forwarded by", "forwarded mail",
    "begin forwarded message", "reply message", "replied message", "reply original message",
    "message d'origine", "message original", "message initial", "mail original",
    "mail d'origine", "message transféré", "message réexpédié", "début du message réexpédié",
    "début du message transféré", "e-mail d'origine", "e-mail original", "courriel original",
    "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "urspr. nachricht",
    "weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
    "anfang der weitergeleiteten e-mail", "ursprüngliche mail", "mensaje original",
    "mensaje reenviado", "inicio del mensaje reenviado", "correo original", "missatge original",
    "missatge reenviat", "messaggio originale", "messaggio inoltrato",
    "inizio messaggio inoltrato", "mensagem original", "mensagem encaminhada",
    "mensagem reencaminhada", "início da mensagem encaminhada",
    "início da mensagem reencaminhada", "oorspronkelijk bericht", "oorspronkelijke bericht",
    "origineel bericht", "doorgestuurd bericht", "begin doorgestuurd bericht",
    "ursprungligt meddelande", "originalmeddelande", "ursprungsmeddelande",
    "vidarebefordrat meddelande", "vidarebefordrat brev", "oprindelig meddelelse",
    "oprindelig besked", "oprindelige meddelelse", "videresendt meddelelse",
    "videresendt besked", "opprinnelig melding", "opprinnelig beskjed", "videresendt melding",
    "alkuperäinen viesti", "välitetty viesti", "edelleenlähetetty viesti", "upphafleg skilaboð",
    "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość pierwotna",
    "treść oryginalnej wiadomości", "wiadomość przekazana", "przekazana wiadomość",
    "treść przekazanej wiadomości", "původní zpráva", "původní e-mail", "přeposlaná zpráva",
    "pôvodná správa", "pôvodný e-mail", "preposlaná správa", "izvorno sporočilo",
    "izvorna poruka", "originalna poruka", "proslijeđena poruka", "eredeti üzenet",
    "eredeti levél", "továbbított üzenet", "továbbított levél", "mesaj original",
    "mesajul original", "mesaj redirecționat", "исходное сообщение", "оригинальное сообщение",
    "первоначальное сообщение", "пересылаемое сообщение", "пересланное сообщение",
    "начало переадресованного сообщения", "начало переадресованного письма", "исходное письмо",
    "оригінальне повідомлення", "вихідне повідомлення", "переслане повідомлення",
    "оригинално съобщение", "препратено съобщение", "оригинална порука", "αρχικό μήνυμα",
    "προωθημένο μήνυμα", "orijinal mesaj", "özgün ileti", "orijinal ileti", "iletilen mesaj",
    "yönlendirilmiş ileti", "原始邮件", "邮件原件", "原邮件", "回复的原邮件", "转发的邮件",
    "转发的消息", "转发邮件信息", "原始信息", "原始郵件", "原始訊息", "轉寄的郵件", "轉寄郵件",
    "轉寄訊息", "元のメッセージ", "転送メッセージ", "転送されたメッセージ", "元のメール",
    "original message (元のメッセージ)", "원본 메시지", "원본 메일", "원본메시지",
    "전달된 메시지", "전달된 메일", "thư gốc", "tin nhắn gốc", "thư đã chuyển tiếp",
    "thư được chuyển tiếp", "ข้อความเดิม", "ข้อความต้นฉบับ", "ข้อความที่ส่งต่อ", "الرسالة الأصلية",
    "رسالة معاد توجيهها", "الرسالة المعاد توجيهها", "پیام اصلی", "הודעה מקורית",
    "ההודעה המקורית", "הודעה שהועברה", "मूल संदेश", "मूल मेसेज", "अग्रेषित संदेश", "pesan asli",
    "pesan terusan", "pesan yang diteruskan", "mesej asal", "orihinal na mensahe",
)  # fmt: skip

#: Who says so of themselves wrote a sentence: "On Monday I wrote:".
FIRST_PERSON: frozenset[str] = frozenset((
    "i", "my", "we", "our", "ich", "mein", "meine", "meiner", "meinem", "wir", "ihnen", "je",
    "nous", "yo", "mi", "io", "mio", "mia", "eu", "meu", "minha", "ik", "mijn", "wij", "jag",
    "jeg", "minun", "ja", "я", "мой", "моя", "мы",
))  # fmt: skip
