"""Code tables with their Chinese labels. People read labels, and ledgers contain them; a code stays for ever."""

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A code with a label: `Channel.PHONE == "phone"`, `Channel.PHONE.label == "电话"`."""

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def from_label(cls, label: str) -> Self:
        """The member that people call `label`; ValueError when there is none."""
        for member in cls:
            if member.label == label:
                return member
        raise ValueError(label)


class Provider(Code):
    """Who gives the service (人员类别). The half-month form has columns for the first three."""

    LAWYER = "lawyer", "律师"
    NOTARY = "notary", "公证"
    GRASSROOTS = "grassroots", "基层法律服务工作者"
    MEDIATOR = "mediator", "人民调解员"
    OFFICER = "officer", "司法行政人员"
    JUDICIAL = "judicial", "法官、检察官、警官"
    GUIDE = "guide", "法律明白人"
    ELDER = "elder", "五老"
    VOLUNTEER = "volunteer", "志愿者"


class Channel(Code):
    """How a consultation reached us (咨询渠道)."""

    VISIT = "visit", "来访"
    PHONE = "phone", "电话"
    WEB = "web", "网络"
    LETTER = "letter", "来信"


class Matter(Code):
    """What was done (事项), as the ledgers of clinics and firms call it."""

    CONSULTATION = "consultation", "法律咨询"
    ENTERPRISE_VISIT = "enterprise-visit", "走访企业"
    CONTACT_POINT = "contact-point", "建立联系点"
    ENTERPRISE_DISPUTE = "enterprise-dispute", "化解企业矛盾"
    CONTACT_CARD = "contact-card", "发放联系卡"
    RISK_NOTICE = "risk-notice", "出具风险提示"
    LEGAL_ADVICE = "legal-advice", "出具法律建议"
    REPRESENTATION = "representation", "代理案件"
    ENTERPRISE_ADVISER = "enterprise-adviser", "担任企业法律顾问"
    GOVERNMENT_ADVISER = "government-adviser", "担任政府法律顾问"
    AID_CASE = "aid-case", "办理法律援助案件"
    PETITION_RECEPTION = "petition-reception", "参与信访接待"
    DISPUTE_MEDIATION = "dispute-mediation", "参与矛盾纠纷调解"
    ENTERPRISE_LOSS = "enterprise-loss", "挽回企业经济损失"
    LABOUR_DISPUTE = "labour-dispute", "调处劳资纠纷"
    TRAINING = "training", "开展专项培训"
    MASS_INCIDENT = "mass-incident", "防止群体性事件"
    WORKSTATION = "workstation", "建立法律援助工作站"
    AGENCY_POINT = "agency-point", "建立法律援助代办点"
    AGENCY_REFERRAL = "agency-referral", "代办点转送审查"
    RECEPTION_WINDOW = "reception-window", "新改建接待窗口"
    QUALITY_FORM = "quality-form", "发出服务质量测评表"
    AID_CARD = "aid-card", "发放法律援助联系卡"
    RETURN_VISIT = "return-visit", "回访受援人"
    AID_VOLUNTEER = "aid-volunteer", "注册法律援助志愿者"
    PUBLICITY_EVENT = "publicity-event", "组织宣传咨询活动"
    PUBLICITY_MATERIAL = "publicity-material", "发放宣传资料"
    SLOGAN = "slogan", "张贴宣传标语"
    MEDIA = "media", "媒体宣传"
    RECIPIENT_LOSS = "recipient-loss", "挽回受援人经济损失"
    FEE_WAIVED = "fee-waived", "免收法律服务费"


MONEY_MATTERS = frozenset({Matter.ENTERPRISE_LOSS, Matter.RECIPIENT_LOSS, Matter.FEE_WAIVED})


class Entry(Code):
    """How a legal-aid case came in (来源). A notified criminal case has no application (Legal Aid Law art. 25, 28)."""

    APPLICATION = "application", "申请"
    BACK_ENTRY = "back-entry", "补录"


class IdKind(Code):
    """The paper that a person shows (证件种类)."""

    RESIDENT = "resident-id", "居民身份证"
    PASSPORT = "passport", "护照"
    OTHER = "other", "其他证件"
    NONE = "none", "无"


class CaseResult(Code):
    """How a case ended (办理结果), from the recipient's side."""

    WON = "won", "胜诉"
    PARTLY_WON = "partly-won", "部分胜诉"
    LOST = "lost", "败诉"
    MEDIATED = "mediated", "调解"
    SETTLED = "settled", "和解"
    WITHDRAWN = "withdrawn", "撤诉"
    DECIDED = "decided", "裁决"
    OPINION_TAKEN = "opinion-taken", "采纳辩护意见"
    OPINION_PARTLY_TAKEN = "opinion-partly-taken", "部分采纳辩护意见"
    OPINION_NOT_TAKEN = "opinion-not-taken", "未采纳辩护意见"
    OTHER = "other", "其他"


class TaskOutcome(Code):
    """How a task ended (办理情况). A return visit that reached nobody is no visit: the rate shows it apart."""

    DONE = "done", "已完成"
    UNREACHABLE = "unreachable", "联系不上"
    DECLINED = "declined", "对方谢绝"
    NOT_NEEDED = "not-needed", "不再需要"


class AidMatter(Code):
    """Matters for which aid may be granted without a criminal charge (Legal Aid Law art. 31)."""

    STATE_COMPENSATION = "state-compensation", "请求国家赔偿"
    SOCIAL_INSURANCE = "social-insurance", "请求社会保险待遇或者社会救助"
    PENSION = "pension", "请求发给抚恤金"
    MAINTENANCE = "maintenance", "请求赡养费、抚养费、扶养费"
    LABOUR = "labour", "请求确认劳动关系或者支付劳动报酬"
    CAPACITY = "capacity", "请求认定公民无民事行为能力或者限制民事行为能力"
    INJURY = "injury", "请求工伤事故、交通事故、食品药品安全事故、医疗事故人身损害赔偿"
    ENVIRONMENT = "environment", "请求环境污染、生态破坏损害赔偿"
    OTHER = "other", "法律、法规、规章规定的其他情形"


class Sex(Code):
    """Sex (GB/T 2261.1), as far as a resident ID tells it."""

    MALE = "1", "男"
    FEMALE = "2", "女"


TABLES: tuple[type[Code], ...] = tuple(Code.__subclasses__())
"""Every code table. They are frozen with the messages: a code is never removed and never means something else."""
