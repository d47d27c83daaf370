"""What the operator sees while a stack runs: one line for each thing that happened."""

from rich.console import Console
from rich.markup import escape

from deploy.local.parts import Died, Event, Healthy, NotReady
from deploy.nats.streams import Change


class Screen:
    """Writes to a terminal or a pipe; every line can be understood alone."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)

    def starting(self, data: str) -> None:
        self._line(f"应援正在启动，数据文件夹 {escape(data)}")

    def event(self, event: Event) -> None:
        """A part came up or died."""
        match event:
            case Healthy(part, seconds, again):
                word = "已恢复" if again else "就绪"
                self._line(f"  [green]✓[/green] {part.label} {word}（{seconds:.1f} 秒）")
            case NotReady(part):
                self._line(f"  [yellow]![/yellow] {part.label} 还没有就绪，其余部分照常启动。原因请看 yingyuan doctor")
                self._line(f"    日志 {escape(str(part.command.log))}")
            case Died(part, reason, pause):
                self._line(f"  [yellow]![/yellow] {part.label} {escape(reason)}，{pause:.1f} 秒后自动重启。")
                self._line(f"    原因见日志 {escape(str(part.command.log))}")

    def redeclared(self, changes: list[Change]) -> None:
        """Streams or durables were missing and are there again."""
        if changes:
            self._line(f"  [yellow]![/yellow] 消息流缺失，已重新建立：{'、'.join(change.name for change in changes)}")

    def ready(self, address: str, seconds: float, data: str) -> None:
        """Everything is up. The address stands alone on its line, for people and scripts."""
        self._line(f"[bold green]应援已就绪[/bold green]，用时 {seconds:.1f} 秒。用浏览器打开：")
        self._line(f"地址：{address}")
        self._line(f"另开一个窗口可以：yingyuan ledger import 台账文件 --data {escape(data)}")
        self._line(f"有疑问时：yingyuan doctor --data {escape(data)}。按 Ctrl-C 停止。")

    def note(self, text: str) -> None:
        """Something for the operator to read."""
        self._line(escape(text))

    def stopping(self) -> None:
        self._line("正在停止，请稍候……")

    def stopped(self) -> None:
        self._line("应援已停止。")

    def _line(self, text: str) -> None:
        self._console.print(text)
