"""A browser in two words, so that somebody recognises their own sessions: `Firefox di Windows`. Pure."""

from __future__ import annotations

_BROWSERS = (
    ("edg", "Edge"), ("opr", "Opera"), ("samsungbrowser", "Samsung Internet"), ("firefox", "Firefox"),
    ("fxios", "Firefox"), ("crios", "Chrome"), ("chrome", "Chrome"), ("safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("android", "Android"), ("iphone", "iPhone"), ("ipad", "iPad"), ("windows", "Windows"), ("cros", "ChromeOS"),
    ("mac os", "Mac"), ("linux", "Linux"),
)  # fmt: skip
"""In the order in which they are looked for: Chrome also calls itself Safari, Android also Linux."""


def device_words(user_agent: str) -> str:
    """Browser and system by name; what is not known is not guessed."""
    said = user_agent.lower()
    browser = next((word for sign, word in _BROWSERS if sign in said), "Peramban lain")
    system = next((word for sign, word in _SYSTEMS if sign in said), "")
    return f"{browser} di {system}" if system else browser
