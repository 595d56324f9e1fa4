"""Pages under other conditions: 400 % zoom, wider text spacing, forced colours, on paper, by keyboard, by thumb."""

import pytest
from playwright.sync_api import expect

from tests.functional.places import LEAD, NOBODY, OFFICER, OWNER, WORKER, Place, address
from tests.functional.records import make_records

SECTION = Place("screening:section", record="draft", more=(("code", "people-places"),))
CHECK, INBOX = Place("screening:check", record="draft"), Place("referrals:inbox", WORKER)
HEART = [SECTION, CHECK, INBOX]
FORMS = [*HEART, Place("screening:danger"), Place("screening:narrative", record="draft"), Place("screening:home"),
         Place("screening:tasks", record="half"), Place("screening:countersign", LEAD, "waiting"),
         Place("referrals:referral", WORKER, "new"), Place("referrals:decide", WORKER, "taken"),
         Place("referrals:files", WORKER, "new"),
         Place("referrals:log", OFFICER), Place("referrals:child", OFFICER, "child"), Place("account_login", NOBODY),
         Place("front", NOBODY)]  # fmt: skip
PRINTED = [SECTION, CHECK, INBOX, Place("referrals:full", WORKER, "new"), Place("screening:view", OWNER, "referred")]
# WCAG 2.2, 1.4.12
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""


@pytest.fixture(scope="module")
def records(cast):
    return make_records(cast)


@pytest.fixture
def opened(cast, records, look):
    """A place, in its person's browser."""

    def opened(place, **size):
        page = look(getattr(cast, place.who, None), **size)
        page.goto(address(place, cast, records))
        return page

    return opened


def each(places):
    return pytest.mark.parametrize("place", places, ids=lambda place: place.label)


# Text that its box cuts off: more content than room, and no way to scroll to it.
CLIPPED = """() => [...document.querySelectorAll('body *')]
  .filter(it => it.checkVisibility() && !it.closest('.govuk-visually-hidden, .portal-list thead, .govuk-skip-link'))
  .filter(it => /hidden|clip/.test(getComputedStyle(it).overflow))
  .filter(it => it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1)
  .map(it => it.outerHTML.slice(0, 160))"""
SCROLLS = "document.documentElement.scrollWidth > innerWidth"


@each(HEART)
@pytest.mark.parametrize("style", ["", SPACING], ids=["zoom", "spacing"])
def test_at_400_percent_and_with_wide_spacing_all_text_is_there(opened, place, style):
    # 1280 by 1024 px at 400 % are 320 by 256 css px.
    page = opened(place, width=320, height=256)
    page.evaluate(
        "css => { const own = new CSSStyleSheet(); own.replaceSync(css); document.adoptedStyleSheets = [own] }", style
    )
    assert page.evaluate(CLIPPED) == []
    assert not page.evaluate(SCROLLS)


def test_in_forced_colours_the_chosen_answer_has_an_outline(opened):
    page = opened(SECTION)
    page.emulate_media(forced_colors="active")
    chosen = page.locator("#pr-unexplained-gifts:checked + label")
    other = page.locator("#pr-unexplained-gifts-2:not(:checked) + label")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert outline(chosen) == "solid 2px"
    assert outline(other).startswith("none")


def outline(label) -> str:
    return label.evaluate("it => { const s = getComputedStyle(it); return `${s.outlineStyle} ${s.outlineWidth}` }")


@each(PRINTED)
def test_on_paper_controls_and_navigation_go(opened, place):
    page = opened(place)
    page.emulate_media(media="print")
    gone = page.locator("nav, button, .govuk-button, .portal-emergency, .govuk-back-link, .govuk-skip-link")
    assert [part.inner_text() for part in gone.all() if part.is_visible()] == []
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@each(FORMS)
def test_every_stop_of_the_tab_key_shows_the_focus_and_is_in_sight(opened, place):
    page = opened(place)
    hidden, stops = [], set()
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop["name"] in stops or stop["name"].startswith("<body"):
            break
        stops.add(stop["name"])
        hidden += [] if stop["shown"] and stop["inView"] else [stop]
    assert len(stops) > 5
    assert hidden == []


# The focus shows when the control, or the label that stands for it, looks other with it than without.
STOP = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect()
  const looks = () => [at, at.nextElementSibling].filter(Boolean).flatMap(it => [null, '::before'].map(part => {
    const style = getComputedStyle(it, part)
    return [style.outlineStyle, style.outlineWidth, style.boxShadow, style.backgroundColor, style.borderWidth]
  })).join()
  const withFocus = looks()
  at.blur()
  const without = looks()
  at.focus({ preventScroll: true })
  return {
    name: at.outerHTML.slice(0, 120) + Math.round(box.top + scrollY), shown: withFocus !== without,
    inView: box.bottom > 0 && box.top < innerHeight,
  }
}"""


def test_the_first_stop_skips_to_the_main_content(opened):
    page = opened(SECTION)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@each(FORMS)
def test_links_and_buttons_are_large_enough_for_a_thumb(opened, place):
    page = opened(place, width=320)
    assert page.evaluate(SMALL) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(SMALL) == []


# Smaller than 24 by 24 px (WCAG 2.2, 2.5.8), but for links inside a sentence.
SMALL = """() => [...document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden]), textarea')]
  .filter(it => it.checkVisibility() && !it.closest('.govuk-skip-link, .govuk-visually-hidden'))
  .map(it => ({ it, box: (it.matches('[type=radio], [type=checkbox]') ? it.labels[0] : it).getBoundingClientRect() }))
  .filter(({ it, box }) => (box.width < 24 || box.height < 24) && !inSentence(it))
  .map(({ it, box }) => `${Math.round(box.width)} × ${Math.round(box.height)}: ${it.outerHTML.slice(0, 140)}`)

  function inSentence(it) {
    const near = it.closest('p, li, dd, td, th, .govuk-hint')
    return it.matches('a') && getComputedStyle(it).display === 'inline' && near &&
      near.textContent.trim().length > it.textContent.trim().length
  }"""
