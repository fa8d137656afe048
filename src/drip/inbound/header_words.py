# ruff: noqa: RUF001 - words of many languages
"""What mail programs call the headers of a mail that they quote."""

from __future__ import annotations

from enum import IntEnum


class Header(IntEnum):
    """Which header a word stands for; each its own bit, so that a block adds up."""

    FROM = 1
    DATE = 2
    TO = 4
    CC = 8
    SUBJECT = 16
    OTHER = 32


_WORDS: dict[Header, tuple[str, ...]] = {
    Header.FROM: (
        "from", "von", "de", "da", "van", "från", "fra", "frá", "lähettäjä", "od", "nadawca",
        "feladó", "expeditor", "de la", "от", "от кого", "от кога", "від", "від кого", "από",
        "αποστολέας", "kimden", "gönderen", "发件人", "发送人", "寄件者", "寄件人", "差出人",
        "送信者", "送信元", "보낸 사람", "보낸사람", "보낸이", "từ", "người gửi", "จาก", "من",
        "از", "מאת", "प्रेषक", "से", "dari", "daripada", "expéditeur", "absender", "remitente",
        "mittente", "remetente", "afzender", "avsändare", "afsender", "avsender", "odesílatel",
        "odosielateľ", "pošiljatelj", "saatja", "no", "nuo", "mula kay", "nga",
    ),
    Header.DATE: (
        "sent", "date", "sent at", "message du", "date sent", "gesendet", "gesendet am", "datum",
        "envoyé",
        "envoyé le", "date d'envoi", "enviado", "enviado el", "enviat", "fecha", "inviato",
        "data", "inviata", "enviada em", "enviado em", "enviada", "verzonden", "verstuurd",
        "skickat", "skickades", "sendt", "dato", "sent:", "lähetetty", "päivämäärä", "päiväys",
        "sent on", "wysłano", "wysłane", "data wysłania", "odesláno", "odoslané", "dátum",
        "elküldve", "küldve", "küldés dátuma", "trimis", "отправлено", "дата", "дата отправки",
        "изпратено", "надіслано", "відправлено", "послано", "στάλθηκε", "απεστάλη",
        "ημερομηνία", "gönderildi", "gönderilme", "gönderme tarihi", "tarih", "发送时间",
        "发送日期", "时间", "日期", "发件日期", "寄件日期", "傳送時間", "已傳送", "傳送日期",
        "時間", "送信日時", "送信日", "日付", "日時", "보낸 날짜", "보낸날짜", "보낸 시간",
        "보낸시간", "날짜", "đã gửi", "gửi", "ngày", "ngày gửi", "thời gian", "ส่ง", "ส่งเมื่อ",
        "วันที่", "تم الإرسال", "التاريخ", "أرسلت", "تاريخ الإرسال", "تاریخ", "נשלח", "תאריך",
        "भेजा गया", "दिनांक", "भेजा", "तारीख", "terkirim", "dikirim", "tanggal", "dihantar",
        "tarikh", "poslano", "datums", "kuupäev", "saadetud", "išsiųsta",
    ),
    Header.TO: (
        "to", "an", "à", "a", "para", "aan", "till", "til", "vastaanottaja", "do", "komu",
        "címzett", "către", "catre", "кому", "до", "προς", "kime", "alıcı", "收件人", "收件者",
        "宛先", "받는 사람", "받는사람", "받는이", "đến", "tới", "người nhận", "ถึง", "إلى",
        "به", "אל", "प्रति", "प्राप्तकर्ता", "को", "kepada", "ke", "per", "za", "prima", "kam",
        "kellele", "destinataire", "empfänger", "destinatario", "destinatário", "ontvanger",
        "mottagare", "modtager", "mottaker", "adresat", "odbiorca", "i", "για", "εις",
    ),
    Header.CC: (
        "cc", "bcc", "kopie", "kopie (cc)", "copie", "copie à", "cópia", "con copia", "kopia",
        "kopi", "kopio", "dw", "do wiadomości", "másolatot kap", "másolat", "копия", "копия до",
        "копія", "κοιν", "κοιν.", "bilgi", "抄送", "副本", "ＣＣ", "참조", "đồng gửi", "สำเนา",
        "สำเนาถึง", "نسخة", "رونوشت", "עותק", "प्रतिलिपि", "tembusan", "salinan", "kópia",
    ),
    Header.SUBJECT: (
        "subject", "betreff", "objet", "sujet", "asunto", "assumpte", "oggetto", "assunto",
        "onderwerp",
        "ämne", "emne", "efni", "aihe", "temat", "předmět", "predmet", "věc", "tárgy",
        "subiect", "subiectul", "zadeva", "тема", "относно", "предмет", "θέμα", "konu", "主题",
        "主題", "主旨", "标题", "件名", "제목", "chủ đề", "tiêu đề", "เรื่อง", "หัวเรื่อง", "หัวข้อ",
        "الموضوع", "موضوع", "נושא", "הנדון", "विषय", "perihal", "subjek", "subyek", "judul",
        "perkara", "teema", "tema",
    ),
    Header.OTHER: (
        "reply-to", "reply to", "importance", "priority", "attachments", "attachment", "sender",
        "antwort an", "wichtigkeit", "anlagen", "priorität", "répondre à", "importance :",
        "organization", "message-id", "newsgroups", "mailed-by", "signed-by", "bijlage",
        "bijlagen", "pièces jointes", "adjuntos", "allegati", "anexos", "категории", "附件",
        "添付ファイル", "첨부",
    ),
}  # fmt: skip

#: The header that a word in lower case stands for.
HEADERS: dict[str, Header] = {word: header for header, words in _WORDS.items() for word in words}
