"""The first form page in a real browser with nothing in its cache: kilobytes that came over the line, and requests."""

from playwright.sync_api import Page, sync_playwright

from bench.stack import Portal, running_portal

LIMIT, UNIT = 60, " kB"
MOST_REQUESTS = 5
# Limits beside the main one that did not hold.
broken: list[str] = []
FIRST_FORM_PAGE = "/screenings/start/"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage")  # fmt: skip


def measure() -> float:
    from launch.browser import bring

    with running_portal() as portal, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=bring(), args=FLAGS)
        # Signing in fills a cache, so the page is opened in another one that has the session alone.
        cold = browser.new_context(base_url=portal.url, storage_state=_session(browser, portal))
        answers = opened(cold.new_page(), FIRST_FORM_PAGE)
        browser.close()
    for url, answer in answers.items():
        print(f"{answer['bytes'] / 1000:6.1f} kB  {answer['encoding']:8} {url.removeprefix(portal.url)}")
    print(f"{len(answers)} requests (limit {MOST_REQUESTS})")
    if len(answers) > MOST_REQUESTS:
        broken.append("requests")
    return sum(answer["bytes"] for answer in answers.values()) / 1000


def _session(browser, portal: Portal) -> dict:
    """The cookies of a practitioner of the demo, signed in."""
    email = portal.one(
        "select u.email from accounts_membership m join accounts_user u on u.id = m.user_id "
        "where m.role = 'practitioner' and u.email like '%@demo.example' order by m.id limit 1"
    )
    context = browser.new_context(base_url=portal.url)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator(f"form:has(input[value='{email}']) button").click()
    page.wait_for_url(f"{portal.url}/**")
    return context.storage_state()


def opened(page: Page, path: str) -> dict[str, dict]:
    """Each address the page asked the server for, with the bytes of its answer, headers included, and its encoding."""
    line = page.context.new_cdp_session(page)
    answers, urls = {}, {}
    line.on("Network.responseReceived", lambda said: _began(said, urls))
    line.on("Network.loadingFinished", lambda said: _ended(said, urls, answers))
    line.send("Network.enable")
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.locator("form input[type=radio]").count(), f"{page.url} is not the first form page"
    return answers


def _began(said: dict, urls: dict) -> None:
    response = said["response"]
    if response["url"].startswith("http"):
        headers = {name.lower(): value for name, value in response["headers"].items()}
        urls[said["requestId"]] = response["url"], headers.get("content-encoding", "as it is")


def _ended(said: dict, urls: dict, answers: dict) -> None:
    if said["requestId"] in urls:
        url, encoding = urls[said["requestId"]]
        answers[url] = {"bytes": said["encodedDataLength"], "encoding": encoding}
