import pytest

from translator.asking.proxies import Proxies

PROXIES = Proxies(
    {
        "HTTPS_PROXY": "http://user:word@proxy.example:3128",
        "HTTP_PROXY": "plain.example:8080",
        "NO_PROXY": "a.example, .b.example,*.d.example,127.0.0.1,localhost,::1,c.example:8443",
    }
)


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("https://api.openai.com/v1", "http://user:word@proxy.example:3128"),
        ("http://api.openai.com/v1", "http://plain.example:8080"),
        ("https://a.example/v1", None),
        ("https://x.a.example/v1", None),
        ("https://xa.example/v1", "http://user:word@proxy.example:3128"),
        ("https://b.example", None),
        ("https://y.b.example", None),
        ("https://y.d.example", None),
        ("http://127.0.0.1:4000/v1", None),
        ("http://[::1]:4000/v1", None),
        ("https://c.example:8443/v1", None),
        ("https://c.example/v1", "http://user:word@proxy.example:3128"),
        ("https://A.EXAMPLE/v1", None),
    ],
)
def test_the_way_to_an_address(url: str, proxy: str | None) -> None:
    """The scheme chooses the proxy; NO_PROXY's names stand for all below them, with or without a port."""
    assert PROXIES.of(url) == proxy


def test_a_star_means_no_proxy_at_all() -> None:
    """NO_PROXY=* is heeded, and without any variable there is no proxy."""
    assert Proxies({"HTTPS_PROXY": "x:1", "NO_PROXY": "*"}).of("https://a.example") is None
    assert Proxies({}).of("https://a.example") is None
