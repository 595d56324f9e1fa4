"""The browser's console stays empty, and pages stay light. Every test here listens; these prove that it is heard."""

import pytest
from playwright.sync_api import expect


def of_the_portal(requests) -> list[str]:
    return [url for url in requests if not url.startswith("data:")]


def test_the_first_form_page_is_five_requests(cast, visit):
    page = visit(cast.practitioner)
    page.goto("/screenings/start/", wait_until="networkidle")
    assert len(of_the_portal(page.listener.requests)) <= 5


@pytest.mark.parametrize("address", ["/", "/screenings/start/", "/home/", "/guidance/warning-signs/"])
def test_no_page_asks_another_host(cast, visit, server, address):
    page = visit(cast.practitioner)
    page.goto(address, wait_until="networkidle")
    assert [url for url in of_the_portal(page.listener.requests) if not url.startswith(server.url)] == []


def test_a_script_written_into_a_page_is_refused_and_heard(cast, visit):
    page = visit(cast.practitioner)
    page.goto("/screenings/start/")
    page.evaluate("""() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "taken over"'
      document.body.append(script)
      document.body.insertAdjacentHTML('beforeend', '<p style="color: red">A style in a line.</p>')
    }""")
    expect(page).not_to_have_title("taken over")
    assert len([text for text in page.listener.problems if "Content Security Policy" in text]) == 2
    page.listener.problems.clear()


def test_a_script_that_fails_is_heard(visit):
    page = visit()
    page.goto("/")
    with page.context.expect_event("weberror"):
        page.evaluate("setTimeout(() => { throw new Error('Made by a test.') })")
    assert any("Made by a test." in text for text in page.listener.problems)
    page.listener.problems.clear()


def test_text_that_looks_like_a_script_is_only_text(cast, visit):
    # Given markup and template syntax typed into an alert
    page = visit(cast.practitioner)
    page.goto("/screenings/start/alert/")
    typed = "<script>document.title='taken'</script><img src=x onerror=alert(1)> {{ 7|add:7 }} {% csrf_token %}"
    for label in ("Who is the child, as far as you know?", "Where is the child now?", "What happened?"):
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Send to the MASH now").click()
    page.get_by_role("link", name="What you sent, and what became of it").click()
    page.get_by_role("link", name="The referral in full").click()

    # Then it is shown as it was typed
    expect(page.get_by_role("main")).to_contain_text(typed)
    expect(page).not_to_have_title("taken")
