"""Numbers of people and organisations: a slip of one digit is found, and no error repeats the number."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.language.codes import IdKind, Sex
from contracts.language.identity import IdentityError, check_id_number, compact, credit_code, masked, resident_id
from contracts.language.personal import Personal

EXAMPLE = "11010519491231002X"  # the example of GB 11643
CREDIT = "91350100M000100Y43"  # the example of GB 32100


def with_check(first_17: str) -> str:
    weights = [2**power % 11 for power in range(17, 0, -1)]  # the standard's definition of its weights
    total = sum(weight * int(digit) for weight, digit in zip(weights, first_17, strict=True))
    return first_17 + "0123456789X"[(12 - total % 11) % 11]


numbers = st.builds(
    lambda region, birth, serial: with_check(f"{region}{birth:%Y%m%d}{serial:03}"),
    st.integers(110000, 829999),
    st.dates(date(1900, 1, 1), date(2030, 12, 31)),
    st.integers(0, 999),
)


def test_the_example_of_the_standard_is_read() -> None:
    person = resident_id(EXAMPLE)

    assert (person.number, person.birth, person.sex) == (EXAMPLE, date(1949, 12, 31), Sex.FEMALE)


@given(numbers)
def test_every_number_made_by_the_rule_is_read(number: str) -> None:
    person = resident_id(number)

    assert f"{person.birth:%Y%m%d}" == number[6:14]
    assert person.sex is (Sex.MALE if number[16] in "13579" else Sex.FEMALE)


@given(numbers, st.integers(0, 16), st.integers(0, 9))
def test_one_wrong_digit_is_always_found(number: str, place: int, digit: int) -> None:
    assume(number[place] != str(digit))

    with pytest.raises(IdentityError):
        resident_id(number[:place] + str(digit) + number[place + 1 :])


@given(numbers, st.integers(0, 15))
def test_two_neighbours_changed_round_are_always_found(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    with pytest.raises(IdentityError):
        resident_id(swapped)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105491231002", "id-number-old"),
        ("", "id-number-form"),
        ("1101051949123100", "id-number-form"),
        ("11010519491231002Y", "id-number-form"),
        ("01010519491231002X", "id-number-form"),
        (with_check("11010520230229001"), "id-number-birth"),
        (with_check("11010517991231001"), "id-number-birth"),
        ("110105194912310021", "id-number-check"),
    ],
)
def test_what_is_wrong_has_a_code_and_a_chinese_reason_without_the_number(number: str, code: str) -> None:
    with pytest.raises(IdentityError) as caught:
        resident_id(number)

    assert caught.value.code == code
    assert "请" in str(caught.value)
    assert not number or number not in str(caught.value)


def test_a_birth_after_today_is_refused_and_today_is_not() -> None:
    born = date(2026, 5, 1)
    number = with_check("11010520260501001")

    assert resident_id(number, today=born).birth == born
    with pytest.raises(IdentityError, match="今天之后"):
        resident_id(number, today=date(2026, 4, 30))


def test_an_abolished_region_is_no_reason_to_refuse() -> None:
    assert resident_id(with_check("99999919800101001"))


def test_a_number_may_be_typed_with_blanks_small_letters_and_full_width_signs() -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in EXAMPLE)

    assert resident_id(" 110105 19491231 002x ").number == EXAMPLE
    assert resident_id(wide).number == EXAMPLE
    assert compact("91350100-m000100y43") == CREDIT


def test_a_person_prints_masked() -> None:
    assert repr(resident_id(EXAMPLE)) == "ResidentId(110***********002X)"
    assert masked("330106198001011234") == "330***********1234"
    assert masked("E12345") == "******"


@pytest.mark.parametrize("code", [CREDIT, "914403001922038216", "91440300708461136T"])
def test_credit_codes_in_use_are_taken(code: str) -> None:
    assert credit_code(code.lower()) == code


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_sign_in_a_credit_code_is_always_found(place: int, sign: str) -> None:
    assume(CREDIT[place] != sign)

    with pytest.raises(IdentityError):
        credit_code(CREDIT[:place] + sign + CREDIT[place + 1 :])


@pytest.mark.parametrize("code", ["", "91350100M000100Y4", "91350100I000100Y43"])
def test_a_credit_code_of_another_form_is_refused_in_chinese(code: str) -> None:
    with pytest.raises(IdentityError, match="请对照"):
        credit_code(code)


@pytest.mark.parametrize(
    ("kind", "number", "code"),
    [
        (IdKind.RESIDENT, None, "id-number-missing"),
        (IdKind.PASSPORT, None, "id-number-missing"),
        (IdKind.NONE, "E1234567", "id-number-unexpected"),
        (IdKind.RESIDENT, "E1234567", "id-number-form"),
    ],
)
def test_a_number_must_go_with_its_paper(kind: IdKind, number: str | None, code: str) -> None:
    with pytest.raises(IdentityError) as caught:
        check_id_number(kind, Personal(number) if number else None)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (IdKind.RESIDENT, Personal(EXAMPLE)),
        (IdKind.RESIDENT, Personal(None, "sealed:A256GCM:1:AA")),
        (IdKind.PASSPORT, Personal("E1234567")),
        (IdKind.OTHER, None),
        (IdKind.NONE, None),
    ],
)
def test_a_number_that_goes_with_its_paper_is_taken(kind: IdKind, number: Personal | None) -> None:
    check_id_number(kind, number)
