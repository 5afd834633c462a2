"""What the front says itself, when nothing came that the pages could answer, or no page is there to answer."""

from http import HTTPStatus

from dorgora.config import heads

PAGE = (
    '<!doctype html><html lang="bn"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>Dorgora</title><style>"
    "body{{margin:0;background:#edf2f1;color:#10242b;font:1.125rem/1.6 system-ui,sans-serif}}"
    "header{{background:#0b4a57;color:#fff;font-weight:600}}"
    "header,p{{padding:.75rem 1rem}}p{{margin:0;max-width:40rem}}"
    '</style><header translate="no">Dorgora</header><p>{bangla}</p><p lang="en">{english}</p></html>\n'
)
_UNREADABLE = (
    "অনুরোধটি পড়া যায়নি, কিছুই রাখা হয়নি। আগের পাতায় ফিরে আবার চেষ্টা করুন।",
    "The request could not be read, and nothing was kept. Go back and try again.",
)
_STARTING = (
    "প্রোগ্রামটি চালু হচ্ছে বা ব্যস্ত আছে। কয়েক সেকেন্ড পরে পাতাটি আবার খুলুন; যা রাখা হয়েছে বলা হয়েছিল, তা আছে।",
    "The program is starting or busy. Load the page again in a few seconds; what was said to be kept is there.",
)
SAID = {
    HTTPStatus.BAD_REQUEST: _UNREADABLE,
    HTTPStatus.LENGTH_REQUIRED: _UNREADABLE,
    HTTPStatus.REQUEST_TIMEOUT: (
        "লাইন খুব ধীর ছিল, সবটা এসে পৌঁছায়নি, কিছুই রাখা হয়নি। আগের পাতায় ফিরে আবার পাঠান।",
        "The line was too slow and not all of it came; nothing was kept. Go back and send it again.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "একবারে বেশি পাঠানো হয়েছে, কিছুই রাখা হয়নি। আগের পাতায় ফিরে কম বা ছোট ছবি পাঠান।",
        "More was sent than is taken at once, and nothing was kept. Go back and send fewer or smaller pictures.",
    ),
    HTTPStatus.INSUFFICIENT_STORAGE: (
        "ল্যাপটপের ডিস্ক ভরে গেছে, এবার কিছুই রাখা হয়নি। উপরের দপ্তরে জানান।",
        "The disk of the laptop is full, and nothing was kept this time. Tell the office above.",
    ),
    HTTPStatus.REQUEST_URI_TOO_LONG: (
        "পাতার ঠিকানাটি খুব লম্বা, তাই পড়া হয়নি; কিছুই রাখা হয়নি। ঠিকানাটি ছোট করে লিখুন, বা প্রথম পাতা থেকে শুরু করুন।",
        "The address of the page is too long to be read; nothing was kept. Shorten it, or begin at the first page.",
    ),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
        "ব্রাউজার এই ঠিকানার জন্য বেশি কুকি পাঠিয়েছে। কুকি মুছে আবার চেষ্টা করুন।",
        "The browser sent too many cookies for this address. Remove them and try again.",
    ),
    HTTPStatus.BAD_GATEWAY: _STARTING,
    HTTPStatus.SERVICE_UNAVAILABLE: _STARTING,
}
"""What the front says itself, in Bangla and in English; no word of what was asked comes back."""
SOON_WELL = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)


def refusal(status: HTTPStatus) -> bytes:
    """A whole answer that ends the connection. Nobody has asked yet which language is read: it says it in both."""
    bangla, english = SAID[status]
    said = PAGE.format(bangla=bangla, english=english).encode()
    fields = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(said)),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if status in SOON_WELL:
        fields.append((b"retry-after", b"5"))
    return heads.written(f"HTTP/1.1 {status.value} {status.phrase}".encode(), fields) + said
