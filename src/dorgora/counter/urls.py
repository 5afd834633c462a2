"""The addresses of the counter, in the order of a citizen's visit."""

from django.urls import path, register_converter

from dorgora.counter.views import (
    certificate,
    citizens,
    drawer,
    elsewhere,
    files,
    form,
    hand_over,
    latin,
    mandates,
    papers,
    passing,
    phones,
    photos,
    qr_texts,
    readback,
    returned,
    signing_in,
    spoken,
    today,
    undoing,
    wishes,
)

MAX_ID = (1 << 63) - 1


class IdConverter:
    """An id in an address: what no table can hold leads nowhere."""

    regex = "[0-9]{1,19}"

    def to_python(self, text: str) -> int:
        """The id.

        Raises:
            ValueError: no 64-bit column holds it.
        """
        if int(text) > MAX_ID:
            raise ValueError(text)
        return int(text)

    def to_url(self, number: int) -> str:
        """The id as it stands in an address."""
        return str(number)


register_converter(IdConverter, "counter_id")
app_name = "counter"
urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign_in"),
    path("sign-in/<counter_id:operator_id>", signing_in.enter_pin, name="enter_pin"),
    path("sign-in/<counter_id:operator_id>/first", signing_in.first_pin, name="first_pin"),
    path("cover", signing_in.cover, name="cover"),
    path("idle.json", signing_in.idle, name="idle"),
    path("sign-out", signing_in.sign_out, name="sign_out"),
    path("", today.today, name="today"),
    path("search", today.search, name="search"),
    path("found", today.found, name="found"),
    path("line", today.line, name="line"),
    path("spoken/<slug:key>/<int:place>.wav", spoken.spoken, name="spoken"),
    path("latin.json", latin.tables, name="latin"),
    path("citizens", citizens.citizens, name="citizens"),
    path("citizens/new", citizens.register, name="register"),
    path("citizens/elsewhere", elsewhere.elsewhere, name="elsewhere"),
    path("citizens/<counter_id:citizen_id>", citizens.citizen, name="citizen"),
    path("citizens/<counter_id:citizen_id>/by-mistake", undoing.unregister, name="unregister"),
    path("citizens/<counter_id:citizen_id>/<slug:service>", citizens.consent, name="consent"),
    path("mandates/of/<counter_id:citizen_id>", mandates.choose, name="allow"),
    path("mandates/of/<counter_id:citizen_id>/slip", mandates.slip, name="mandate_slip"),
    path("mandates/<counter_id:mandate_id>", mandates.mandate, name="mandate"),
    path("mandates/<counter_id:mandate_id>/end", mandates.end, name="end_mandate"),
    path("wishes", wishes.note, name="wishes"),
    path("wishes/of/<counter_id:citizen_id>", wishes.note, name="wish_of"),
    path("wishes/<counter_id:wish_id>", wishes.noted, name="wish"),
    path("wishes/<counter_id:wish_id>/take-back", wishes.take_back, name="take_wish_back"),
    path("phones", phones.phones, name="phones"),
    path("phones/stop", phones.stop, name="stop_pairing"),
    path("phones/end", phones.end_all, name="end_phones"),
    path("phones/<counter_id:phone_id>/end", phones.end, name="end_phone"),
    path("photos", photos.photos, name="photos"),
    path("photos/<slug:key>/<slug:kind>", photos.take, name="take_photo"),
    path("photos/<slug:key>/<slug:kind>/away", photos.take_away, name="take_photo_away"),
    path("drafts", today.drafts, name="drafts"),
    path("drafts/<slug:key>", form.resume, name="resume"),
    path("drafts/<slug:key>/drop", form.drop, name="drop"),
    path("drafts/<slug:key>/read-back", readback.read_back, name="read_back"),
    path("drafts/<slug:key>/papers/<slug:kind>", papers.picture, name="picture"),
    path("drafts/<slug:key>/<slug:section>", form.section, name="section"),
    path("files", files.files, name="files"),
    path("files/<slug:number>", files.file, name="file"),
    path("files/<slug:number>/receipt", files.receipt, name="receipt"),
    path("files/<slug:number>/receipt.txt", qr_texts.receipt, name="receipt_text"),
    path("files/<slug:number>/certificate.txt", qr_texts.certificate, name="certificate_text"),
    path("files/<slug:number>/refund", files.refund, name="refund"),
    path("files/<slug:number>/take-back", undoing.take_back, name="take_back"),
    path("files/<slug:number>/correct", returned.correct, name="correct"),
    path("files/<slug:number>/papers/<slug:kind>", papers.kept_picture, name="kept_picture"),
    path("files/<slug:number>/certificate", certificate.certificate, name="certificate"),
    path(
        "files/<slug:number>/certificate-a5.pdf", certificate.as_pdf, {"paper_size": "a5"}, "certificate_a5"
    ),
    path(
        "files/<slug:number>/certificate-a4.pdf", certificate.as_pdf, {"paper_size": "a4"}, "certificate_a4"
    ),
    path("files/<slug:number>/hand-over", hand_over.hand_over, name="hand_over"),
    path("drawer", drawer.drawer, name="drawer"),
    path("drawer/pass-on", passing.pass_on, name="pass_on"),
    path("drawer/passed/<counter_id:passing_id>", passing.passed, name="passing"),
    path("drawer/passed/<counter_id:passing_id>/confirm", passing.confirm, name="confirm_passing"),
    path("drawer/passed/<counter_id:passing_id>/undo", passing.undo, name="undo_passing"),
    path("drawer/left/<counter_id:operator_id>", drawer.take_over, name="take_over"),
    path("drawer/<slug:on>", drawer.sheet, name="day_sheet"),
    path("drawer/<slug:on>/<counter_id:operator_id>", drawer.sheet, name="sheet_of"),
]
