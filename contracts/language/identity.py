"""Numbers that name a person or an organisation: the resident ID (GB 11643) and the social credit code (GB 32100).

Errors are plain Chinese, say what to do, and never repeat the number.
"""

import re
from dataclasses import dataclass
from datetime import date

from contracts.language.codes import IdKind, Sex
from contracts.language.explained import Explained
from contracts.language.personal import Personal

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"  # GB 11643-1999, table of sum modulo 11
_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OLD_RESIDENT = re.compile(r"[0-9]{15}")

# The full-width signs that a Chinese input method leaves behind.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CREDIT = re.compile(rf"[{_CREDIT_ALPHABET}]{{2}}[0-9]{{6}}[{_CREDIT_ALPHABET}]{{10}}")

# Nobody alive was born earlier, and a wrong century is a common typing mistake.
_EARLIEST_BIRTH = date(1880, 1, 1)


class IdentityError(Explained):
    """A number that cannot be right: `code` for programs; the text is Chinese, for people, without the number."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True, repr=False)
class ResidentId:
    """What a resident ID number says. Its region is where it was first issued, often abolished since, and no residence.

    It prints masked.
    """

    number: str
    birth: date
    sex: Sex

    def __repr__(self) -> str:
        return f"ResidentId({masked(self.number)})"


def resident_id(text: str, today: date | None = None) -> ResidentId:
    """Read an 18-digit resident ID number (居民身份证号码); IdentityError says what is wrong with it.

    `today` is the Shanghai day on which the birth may not lie ahead; without it, only the number itself is checked.
    The region is not checked against today's list: the number keeps the one of first issue.
    """
    number = compact(text)
    if _OLD_RESIDENT.fullmatch(number):
        raise IdentityError("id-number-old", "15 位身份证已于 2013 年停用，请按二代身份证填写 18 位号码")
    if not _RESIDENT.fullmatch(number):
        raise IdentityError(
            "id-number-form", "身份证号码应为 18 位：前 17 位是数字，末位是数字或 X，请对照证件重新填写"
        )
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdentityError("id-number-birth", "身份证号码里的出生日期不存在，请对照证件检查第 7 至 14 位") from None
    if birth < _EARLIEST_BIRTH or (today is not None and birth > today):
        raise IdentityError("id-number-birth", "身份证号码里的出生日期太早或在今天之后，请对照证件检查第 7 至 14 位")
    total = sum(weight * int(digit) for weight, digit in zip(_RESIDENT_WEIGHTS, number, strict=False))
    if number[17] != _RESIDENT_CHECKS[total % 11]:
        raise IdentityError("id-number-check", "身份证号码的校验位不对，可能有一位填错了，请对照证件逐位检查")
    return ResidentId(number, birth, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def credit_code(text: str) -> str:
    """A unified social credit code (统一社会信用代码) in its normal form; IdentityError says what is wrong with it."""
    code = compact(text)
    if not _CREDIT.fullmatch(code):
        raise IdentityError(
            "credit-code-form",
            "统一社会信用代码应为 18 位数字或大写字母（不含 I、O、S、V、Z），请对照营业执照或执业许可证重新填写",
        )
    total = sum(weight * _CREDIT_ALPHABET.index(sign) for weight, sign in zip(_CREDIT_WEIGHTS, code, strict=False))
    if code[17] != _CREDIT_ALPHABET[-total % 31]:
        raise IdentityError("credit-code-check", "统一社会信用代码的校验位不对，可能有一位填错了，请对照证照逐位检查")
    return code


def compact(text: str) -> str:
    """A number as it is compared and indexed: no blanks or hyphens, full-width signs made narrow, capitals."""
    narrow = text.translate(_NARROW)
    return re.sub(r"[\s-]", "", narrow).upper()


def masked(number: str) -> str:
    """A number as a screen shows it: 330***********1234. Of a short one, which would show too much, only stars."""
    if len(number) < 12:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def check_id_number(kind: IdKind, number: Personal | None, today: date | None = None) -> None:
    """Refuse a number that does not fit the kind of paper (证件种类). Sealed text was checked before it was sealed."""
    if number is None:
        if kind in (IdKind.RESIDENT, IdKind.PASSPORT):
            raise IdentityError("id-number-missing", f"请填写{kind.label}号码；当事人没有证件的，证件种类请选「无」")
        return
    if kind is IdKind.NONE:
        raise IdentityError("id-number-unexpected", "证件种类为「无」时不填证件号码，请改选证件种类或删去号码")
    if kind is IdKind.RESIDENT and number.sealed is None:
        resident_id(number.reveal(), today)
