"""In and out: the one-time link, the sign-in, the password, the sign-out."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drip.errors import DripError
from drip.flow.front_desk import staff as flow
from drip.web.context import services
from drip.web.staff import cookies
from drip.web.staff.blueprint import member, staff
from drip.web.staff.forms import FirstPersonForm, JoinForm, PasswordForm, SignInForm

Page = str | Response | tuple[str, int]


@staff.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Page:
    """Address and password."""
    form = SignInForm()
    refused = ""
    if form.validate_on_submit():
        try:
            signed_in = flow.sign_in(
                services(),
                email=form.email.data,
                password=form.password.data,
                knock=cookies.knock(),
            )
        except (flow.SignInError, flow.SlowDownError) as error:
            refused = error.message
        else:
            return cookies.let_in(redirect(_onward(), code=303), signed_in)
    status = 200 if request.method == "GET" else 422
    return render_template("staff/sign_in.html", form=form, refused=refused), status


def _onward() -> str:
    """The page that was asked for before the sign-in; only ever one of ours."""
    path = request.args.get("next", "")
    ours = path.startswith("/staff/") and "\\" not in path
    return path if ours else url_for("staff.today")


@staff.route("/join/<token>", methods=["GET", "POST"])
def join(token: str) -> Page:
    """A one-time link: choose a password, and be signed in."""
    try:
        invited = flow.invited(services(), token)
    except flow.StaffLinkError as error:
        return render_template("staff/sorry.html", title="This link is used up", words=error), 404
    form = FirstPersonForm() if invited.unclaimed else JoinForm()
    refused = ""
    if form.validate_on_submit():
        try:
            signed_in = flow.accept(
                services(),
                token,
                name=form.name.data if invited.unclaimed else "",
                email=form.email.data if invited.unclaimed else "",
                password=form.password.data,
                knock=cookies.knock(),
            )
        except DripError as error:
            refused = error.message
        else:
            return cookies.let_in(redirect(url_for("staff.today"), code=303), signed_in)
    status = 200 if request.method == "GET" else 422
    return (
        render_template("staff/join.html", form=form, invited=invited, refused=refused),
        status,
    )


@staff.route("/account", methods=["GET", "POST"])
def account() -> Page:
    """One's own account: a new password, and signing out."""
    form = PasswordForm()
    refused = ""
    if form.validate_on_submit():
        try:
            signed_in = flow.change_password(
                services(),
                member(),
                old=form.old.data,
                new=form.password.data,
                knock=cookies.knock(),
            )
        except DripError as error:
            refused = error.message
        else:
            response = cookies.let_in(redirect(url_for("staff.account"), code=303), signed_in)
            flash("Your password is changed. Every other browser was signed out.")
            return response
    status = 200 if request.method == "GET" else 422
    return render_template("staff/account.html", form=form, refused=refused), status


@staff.post("/sign-out")
def sign_out() -> Response:
    """Sign out here."""
    flow.sign_out(services(), cookies.session_token())
    return cookies.let_out(redirect(url_for("staff.sign_in"), code=303))


@staff.post("/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """Sign out in every browser."""
    flow.sign_out_everywhere(services(), member())
    return cookies.let_out(redirect(url_for("staff.sign_in"), code=303))
