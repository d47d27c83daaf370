"""What is promised about files of the region register: the whole tree, parents first, or every fault with its line."""

from datetime import date
from pathlib import Path

import pytest

from services.intake.region.register import BadRegister, Region, default_posts, posts, read_register
from tests.support.shared import shared


def folder(tmp_path: Path, **changes: str) -> Path:
    files = {
        "provinces": "code,name\n44,广东省\n",
        "cities": "code,name,provinceCode\n4420,中山市,44\n4404,珠海市,44\n",
        "areas": "code,name,cityCode,provinceCode\n442000,中山市,4420,44\n440402,香洲区,4404,44\n",
        "streets": "code,name,areaCode,provinceCode,cityCode\n442000006,五桂山街道,442000,44,4420\n"
        "440402001,翠香街道,440402,44,4404\n",
    }
    for name, content in {**files, **changes}.items():
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    return tmp_path


def table(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "区划.csv"
    path.write_text(content, encoding="utf-8")
    return path


def faults(path: Path) -> str:
    with pytest.raises(BadRegister) as caught:
        read_register(path)
    return "\n".join(caught.value.faults)


def tree(path: Path) -> dict[str, str | None]:
    return {region.code: region.parent for _, region in read_register(path)}


def test_a_city_without_counties_is_the_parent_of_its_streets(tmp_path: Path) -> None:
    assert tree(folder(tmp_path)) == {
        "44": None,
        "4420": "44",
        "4404": "44",
        "440402": "4404",
        "442000006": "4420",
        "440402001": "440402",
    }


def test_parents_come_before_their_children_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    path = table(tmp_path, "名称,代码\n五星街道,320404001\n钟楼区,320404\n江苏省,32\n常州市,3204\n")
    found = read_register(path)
    assert [(depth, region.code, region.parent) for depth, region in found] == [
        (0, "32", None),
        (1, "3204", "32"),
        (2, "320404", "3204"),
        (3, "320404001", "320404"),
    ]


def test_a_parent_that_the_file_names_wins_over_the_code(tmp_path: Path) -> None:
    path = table(tmp_path, "code,name,parent\n3204,常州市,\n320412,武进区,3204\n320404400,某某开发区,320412\n")
    assert tree(path) == {"3204": "32", "320412": "3204", "320404400": "320412"}


def test_the_twelve_digit_form_is_the_same_place(tmp_path: Path) -> None:
    assert tree(table(tmp_path, "code,name\n320404000000,钟楼区\n320404001000,五星街道\n")) == {
        "320404": "3204",
        "320404001": "320404",
    }


def test_days_of_validity_are_read_and_a_later_name_follows_the_earlier(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "代码,名称,上级,生效,失效\n320413,金坛区,3204,2015-05-01,\n320413,旧名,3204,2001-01-01,2015-04-30\n",
    )
    found = [region for _, region in read_register(path)]
    assert [(r.name, r.valid_from, r.valid_to) for r in found] == [
        ("旧名", date(2001, 1, 1), date(2015, 4, 30)),
        ("金坛区", date(2015, 5, 1), None),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("code,name\n3204,常州市\n32044,钟楼区\n", "区划.csv 第 3 行：代码「32044」应为 2、4、6、9 或 12 位数字"),
        ("code,name\n3204,\n", "区划.csv 第 2 行：没有名称"),
        (
            "code,name\n3204,常州市\n3204,徐州市\n",
            "第 3 行：3204 在 区划.csv 第 2 行 已叫「常州市」，这里却叫「徐州市」",
        ),
        ("code,name,parent\n3204,常州市,3204\n", "上级是它自己"),
        ("code,name,parent\n3204,常州市,3203\n3203,徐州市,3204\n", "互为上级"),
        ("code,name,parent\n3204,常州市,江苏\n", "上级「江苏」应为"),
        ("code,name,valid_from\n3204,常州市,2010-02-30\n", "日期「2010-02-30」应写成"),
        ("code,name,valid_from,valid_to\n3204,常州市,2010-02-03,2009-01-01\n", "早于生效日期"),
        ("code,name,valid_to\n3204,常州市,9999-12-31\n", "日期「9999-12-31」：年份应在 1949 年到 2199 年之间"),
        ('code,name\n3204,"常州市\n', "引号没有配对"),
        ("代码\n3204\n", "缺少这些列：名称"),
        ("code,name\n", "没有一条区划"),
    ],
)
def test_a_fault_is_told_with_file_line_and_reason(tmp_path: Path, content: str, words: str) -> None:
    assert words in faults(table(tmp_path, content))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    assert len(faults(table(tmp_path, "code,name\n1,甲\n2,乙\n3,丙\n")).splitlines()) == 3


def test_a_folder_needs_all_four_files_with_their_own_columns(tmp_path: Path) -> None:
    assert "缺少这些列：areaCode" in faults(folder(tmp_path, streets="code,name\n440402001,翠香街道\n"))
    (tmp_path / "cities.csv").unlink()
    assert "缺少 cities.csv" in faults(tmp_path)


def test_a_repeated_import_repeats_its_posts_and_a_new_name_is_a_new_command(tmp_path: Path) -> None:
    def made(name: str) -> list[bytes]:
        found = read_register(table(tmp_path, f"code,name\n3204,{name}\n"))
        return [post.model_dump_json().encode() for _, post in posts(found)]

    assert made("常州市") == made("常州市")
    assert made("常州市") != made("常州")
    ids = {post.command_id for name in ("常州市", "常州") for _, post in posts([(0, region(name))])}
    assert len(ids) == 2


def region(name: str) -> Region:
    return Region("3204", name, "32", None, None, "区划.csv", 2)


def test_a_new_stack_knows_the_cities_of_the_source_documents() -> None:
    known = {post.data.code: post.data for name, post in default_posts() if name == "register-region"}
    assert {"32", "3203", "3204", "320404", "320404001", "320404116", "44", "4420", "442000006"} <= set(known)
    assert {known["320412100"].region_name, known["320382001"].parent} == {"湖塘镇", "320382"}
    cities = {code for code in known if len(code) == 4}
    assert {code[:4] for code in known if len(code) == 9} == cities == {"3203", "3204", "4420"}
    assert known["442000006"].parent == "4420"
    codes = [post.data.code for _, post in default_posts()]
    assert all(data.parent is None or codes.index(data.parent) < codes.index(code) for code, data in known.items())


def test_the_whole_national_register_is_read() -> None:
    found = read_register(shared("regions"))
    codes = {r.code for _, r in found}
    assert len(found) == len(codes) > 44_000
    assert all(r.parent is None or r.parent in codes for _, r in found)
    assert {r.parent for _, r in found if r.code.startswith("442000")} == {"4420"}
