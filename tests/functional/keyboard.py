"""A person without a mouse: Tab, arrows, Space, Enter and letters, nothing else."""

from playwright.sync_api import Locator, Page, expect

FURTHEST = 400  # presses of Tab; no page is longer


class Keyboard:
    def __init__(self, page: Page):
        self.page = page

    def to(self, target: Locator) -> Locator:
        """Tab until the focus is there, as one who reads on. It must come by itself, in reading order."""
        expect(target).to_be_visible()
        handle = target.element_handle()
        for _ in range(FURTHEST):
            if handle.evaluate("it => it === document.activeElement"):
                return target
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {target}")

    def write(self, label: str, text: str) -> None:
        self.fill(self.page.get_by_label(label, exact=True), text)

    def fill(self, box: Locator, text: str) -> None:
        self.to(box)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.insert_text(text)

    def press(self, name: str, role: str = "button") -> None:
        """Go to the button and press Enter, and wait for the page that comes."""
        self.to(self.page.get_by_role(role, name=name, exact=True))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def follow(self, name: str) -> None:
        self.press(name, role="link")

    def tick(self, box: Locator) -> None:
        self.to(box)
        self.page.keyboard.press("Space")
        expect(box).to_be_checked()

    def choose(self, radio: Locator) -> None:
        """Tab to the group, which the arrows then go round."""
        name = radio.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        self.to(group.locator("visible=true").and_(self.page.locator(":checked")) if _chosen(group) else group.first)
        if not _chosen(group):
            self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        expect(radio).to_be_checked()

    def pick(self, select: Locator, first_letters: str) -> None:
        """An option of a select, by the first letters of its name."""
        self.to(select)
        self.page.keyboard.type(first_letters)


def _chosen(group: Locator) -> bool:
    return any(radio.is_checked() for radio in group.all())
