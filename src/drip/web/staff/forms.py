"""What staff may send. Every form carries the token that the door asks for."""

from __future__ import annotations

from datetime import timedelta

from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import AnyOf, EqualTo, InputRequired, Length

from drip.flow.front_desk.call_list import CallResult
from drip.flow.front_desk.passwords import LEAST, MOST

_PASSWORD = [
    InputRequired("Please choose a password."),
    Length(LEAST, MOST, f"Please use at least {LEAST} characters. A few words in a row do well."),
]


#: How long letters may rest: days as text, with the words beside it.
PAUSES = {
    "7": "1 week",
    "14": "2 weeks",
    "28": "4 weeks",
    "56": "8 weeks",
    "": "until we resume it",
}


class _StaffForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # as above
        csrf = False  # the door has looked at the token, with a lifetime of its own


class SignInForm(_StaffForm):
    """Address and password."""

    email = EmailField("Email", [InputRequired("Please enter your email address.")])
    password = PasswordField(
        "Password", [InputRequired("Please enter your password."), Length(max=MOST)]
    )


class JoinForm(_StaffForm):
    """A first password."""

    password = PasswordField("Choose a password", _PASSWORD)
    again = PasswordField(
        "The same password again", [EqualTo("password", "The two passwords are not the same.")]
    )


class FirstPersonForm(JoinForm):
    """The very first person also says who they are."""

    name = StringField("Your name", [InputRequired("Please enter your name."), Length(max=80)])
    email = EmailField(
        "Your email", [InputRequired("Please enter your email address."), Length(max=254)]
    )


class PasswordForm(_StaffForm):
    """A new password, from somebody who knows the old one."""

    old = PasswordField("Your password now", [InputRequired("Please enter it."), Length(max=MOST)])
    password = PasswordField("New password", _PASSWORD)
    again = PasswordField(
        "New password again", [EqualTo("password", "The two passwords are not the same.")]
    )


class DoneForm(_StaffForm):
    """What came of a task."""

    note = StringField("Note", [Length(max=1000)])


class CallForm(_StaffForm):
    """What came of a call: the button that was pressed, and a note."""

    result = StringField("Result", [AnyOf([one.value for one in CallResult])])
    note = StringField("Note", [Length(max=1000)])


class PauseForm(_StaffForm):
    """For how long the letters rest."""

    span = StringField("Pause for", [AnyOf(PAUSES)])

    @property
    def length(self) -> timedelta | None:
        """The pause's length; `None` for one without an end."""
        return timedelta(days=int(self.span.data)) if self.span.data else None
