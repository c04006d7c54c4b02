"""Every setting, its meaning and its unit; read from the environment and `.env`, prefix `BOT_`."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """One installation's settings. Times are seconds, sizes bytes, unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="BOT_", env_file=".env", extra="ignore")

    # --- where things are ---------------------------------------------------------------------
    data_dir: Path = ROOT / "var"
    content_dir: Path = ROOT / "content"
    database_url: str = Field(default="", pattern=r"^$|^sqlite\+aiosqlite://|^postgresql\+psycopg://")
    """SQLAlchemy URL; empty = SQLite in `data_dir`. PostgreSQL: `postgresql+psycopg://…`."""
    database_pool: int = Field(default=8, ge=2)
    """Connections a process may hold (PostgreSQL), or readers beside the one writer (SQLite)."""
    database_busy: float = 10.0
    """How long SQLite waits for another process's write."""
    rasa_tracker_url: str = ""
    """SQLAlchemy URL of Rasa's tracker store; empty = SQLite in `data_dir`."""

    # --- web ----------------------------------------------------------------------------------
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    """Address from outside, e.g. `https://langkahaman.example`; empty = http://host:port."""
    behind_tls: bool = False
    """Set when a TLS proxy stands in front: cookies become `__Host-` and Secure."""
    trusted_proxies: str = "127.0.0.1"
    """Addresses whose X-Forwarded-For is believed."""
    worker_in_web: bool = True
    health_timeout: float = 2.0

    # --- Rasa and its actions -----------------------------------------------------------------
    rasa_url: str = Field(default="http://127.0.0.1:5005", pattern=r"^https?://[^/:]+(:\d+)?$")
    rasa_lock_url: str = Field(default="", pattern=r"^$|^rediss?://")
    """Redis in which several Rasa processes keep their locks; empty = one process, in its memory."""
    rasa_timeout: float = 12.0
    rasa_timeout_urgent: float = 4.0
    """How long a turn waits for Rasa when emergency numbers are waiting to be shown."""
    rasa_connect_timeout: float = 2.0
    actions_host: str = "127.0.0.1"
    actions_port: int = 5055
    model_keep: int = Field(default=5, ge=2)
    """Past models kept for going back."""
    model_max_bytes: int = 200_000_000

    # --- Telegram -----------------------------------------------------------------------------
    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_secret: SecretStr = SecretStr("")
    """Empty = derived from the key file."""
    telegram_poll_seconds: int = 25
    telegram_timeout: float = 15.0
    telegram_per_second: float = 30.0
    telegram_per_chat_second: float = 1.0

    # --- WhatsApp (Cloud API) -----------------------------------------------------------------
    whatsapp_token: SecretStr = SecretStr("")
    """Access token of the system user; empty = WhatsApp is off."""
    whatsapp_phone_number_id: str = ""
    """Meta's id of our number, not the number itself; several with commas. Others' messages are left alone."""
    whatsapp_app_secret: SecretStr = SecretStr("")
    """Key of the signature that every webhook carries."""
    whatsapp_verify_token: SecretStr = SecretStr("")
    """What we tell Meta when the webhook is registered."""
    whatsapp_api_url: str = "https://graph.facebook.com"
    whatsapp_api_version: str = Field(default="v25.0", pattern=r"^v\d+\.\d+$")
    whatsapp_template: str = ""
    """Name of the approved neutral template that is sent when 24 hours have passed since the person wrote."""
    whatsapp_template_language: str = "id"
    whatsapp_timeout: float = 15.0
    whatsapp_connect_timeout: float = 5.0
    whatsapp_connections: int = Field(default=20, ge=1)
    whatsapp_per_second: float = 80.0
    whatsapp_per_chat_second: float = 1.0
    whatsapp_pair_rest: float = 6.0
    """How long one person is left in peace after Meta said that they get too much (131056)."""
    whatsapp_number_rest: float = 10.0
    """How long nothing is sent after Meta said that our number sends too fast."""
    whatsapp_stop_rest: float = 300.0
    """Pause between tries while our token or account is refused."""
    whatsapp_window: float = 86_400.0
    """After a person's last message, anything may be sent for so long; then only the template."""
    whatsapp_unsure_wait: float = 15.0
    """After a time-out, how long a delivery report is waited for before the message is sent again."""
    whatsapp_max_bytes: int = 3_000_000
    """Largest webhook body; Meta collects many messages in one."""
    whatsapp_media_keep: float = 20 * 86_400.0
    """How long an uploaded picture is sent again by its id; Meta keeps it for 30 days."""

    # --- what a stranger may send -------------------------------------------------------------
    webhook_max_bytes: int = 1_000_000
    webchat_max_bytes: int = 64_000
    json_max_depth: int = 40
    text_max_chars: int = 4_000
    file_max_bytes: int = 10_000_000
    image_max_pixels: int = 40_000_000
    files_per_tip: int = 20
    answer_file_max_bytes: int = 5_000_000
    """A picture or voice note that an editor adds to an answer."""
    answer_picture_side: int = Field(default=1_280, ge=200)
    """Pixels of the longer side to which an answer's picture is drawn anew."""
    translation_rows_most: int = 20_000
    """Rows of a spreadsheet that comes back from translators."""
    webchat_wait: float = 20.0
    """How long `POST /webchat/turn` waits before it answers 202."""
    webchat_poll: float = 0.25
    """How often a waiting turn looks whether another process answered it."""
    webchat_turns_per_minute: int = 40
    """Messages a minute from one web chat conversation."""
    webchat_address_per_minute: int = 240
    """Messages a minute from one network address (many people share one)."""
    conversation_per_minute: int = 60
    """Messages a minute that one conversation may send on any channel before it is asked to wait."""
    wrong_codes_allowed: int = 5
    wrong_codes_per_hour_everywhere: int = 200
    wrong_codes_pause: float = 900.0

    # --- conversation -------------------------------------------------------------------------
    emergency_repeat: float = 600.0
    """The full block of emergency numbers comes at most this often in a conversation."""
    danger_second_opinion: float = 0.9
    """From this likelihood of `darurat` on, Rasa's word turns silence of the net into a question, a question into
    the numbers."""
    silence_before_summary: float = 1_800.0
    """After this silence an open report begins with what was kept."""
    draft_expires: float = 7 * 86_400.0
    news_within: float = 3 * 86_400.0
    """Without a step for so long, a citizen who asks is told that the news is late."""
    context_keep: float = 3_600.0
    """For how long a short follow-up ("biayanya?") is understood by what was asked before."""
    clear_question: float = 0.75
    """Confidence from which a question inside a report is answered as well as kept."""
    file_attempts: int = Field(default=3, ge=1)
    """Tries to fetch a file from the platform before the citizen is told that it did not arrive."""
    outbox_keep: float = 86_400.0
    """How long a web chat reply can be fetched again."""

    # --- jobs and delivery --------------------------------------------------------------------
    worker_tasks: int = Field(default=8, ge=1)
    worker_drain: float = 20.0
    """How long a stopping worker lets running jobs finish before it gives them back."""
    worker_beat: float = 10.0
    """How often a worker leaves a sign of life; health calls it late after three of them."""
    job_lease: float = 60.0
    job_poll: float = 0.25
    job_attempts: int = 8
    job_backoff: float = 2.0
    job_backoff_most: float = 900.0
    delivery_attempts: int = 10
    delivery_timeout: float = 10.0
    delivery_allow_private: bool = False
    """Whether endpoints on private or loopback addresses may be called (tests, one-machine set-ups)."""

    # --- e-mail to staff and agencies ---------------------------------------------------------
    smtp_host: str = ""
    """Mail server; empty = no e-mail is sent."""
    smtp_port: int = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """`starttls` (port 587), `tls` (port 465), or `none` (a server on this machine)."""
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = ""
    """Sender, e.g. `Langkah Aman <langkah@contoh.example>`."""
    smtp_ca_file: str = ""
    """Certificate authority of the mail server; empty = the system's."""
    smtp_timeout: float = 15.0
    mail_attempts: int = 12

    # --- incidents ----------------------------------------------------------------------------
    incident_patience: float = 60.0
    """An incident that ends by itself within this is shown, but nobody gets a letter."""
    incident_settle: float = 300.0
    """How long all must be well before the end of an incident is told; what breaks again meanwhile is the same one."""
    watch_every: float = 30.0
    """How often the installation looks at itself."""
    watch_free_bytes: int = 1_000_000_000
    """Free room on the disk below which it counts as full."""
    watch_backup_hours: float = 48.0
    """Age from which the last backup counts as too old; 0 = backups are watched elsewhere."""
    watch_silence_hours: float = 6.0
    """A channel that is silent for so long, at hours when it was busy on the days before, is suspicious; 0 = off."""

    # --- staff --------------------------------------------------------------------------------
    session_idle: float = 3_600.0
    session_most: float = 43_200.0
    login_attempts: int = 5
    login_lock: float = 900.0
    login_address_per_minute: int = 20
    login_code_wait: float = 600.0
    """How long after the password the code of the second factor may come."""
    second_factor_roles: str = ""
    """Roles that must set up a second factor before they see anything, with commas between; `*` = all."""
    invitation_hours: float = 72.0
    """How long the link of an invitation or of a new password works."""
    password_least: int = 12
    password_passes: int = Field(default=3, ge=1)
    password_memory_kib: int = Field(default=65_536, ge=8_192)
    password_lanes: int = Field(default=2, ge=1)
    password_at_once: int = Field(default=2, ge=1)
    """argon2id: passes, KiB and lanes of one hash, and how many a process computes at once."""
    console_form_max_bytes: int = 200_000
    page_size: int = Field(default=50, ge=5, le=200)
    live_poll: float = 0.3
    """How often one web process looks for new rows for all open screens."""
    digest_hour: int = Field(default=8, ge=0, le=23)
    """Hour in Jakarta of the daily letter, for agencies that have not told their office hours."""
    identity_open_for: float = 14_400.0
    """How long an officer sees a reporter's identity after a custodian agreed."""

    # --- retention (days) ---------------------------------------------------------------------
    keep_conversation_days: int = 30
    """Words of conversations without a tip."""
    keep_closed_tip_days: int = 730
    keep_withdrawn_tip_days: int = 30
    keep_handoff_days: int = 90
    keep_miss_days: int = 180
    keep_unused_answer_file_days: int = 7
    """Pictures and voice notes that no wording names."""
    keep_import_days: int = 30
    """Reports of translations that came back."""
    keep_mail_days: int = 30
    """Letters to staff, sent or not."""

    # --- logs and numbers ---------------------------------------------------------------------
    worker_metrics_port: int = Field(default=0, ge=0, le=65_535)
    """Where `bot work` tells its numbers (web processes have /metrics); 0 = nowhere."""
    worker_metrics_host: str = "127.0.0.1"
    trace_url: str = Field(default="", pattern=r"^$|^https?://")
    """OpenTelemetry collector (OTLP over HTTP); empty = no traces."""
    log_level: str = "INFO"
    log_json: bool = True

    @cached_property
    def database(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'langkah-aman.db'}"

    @cached_property
    def key_file(self) -> Path:
        return self.data_dir / "keys" / "keys.json"

    @cached_property
    def evidence_dir(self) -> Path:
        return self.data_dir / "evidence"

    @cached_property
    def models_dir(self) -> Path:
        return self.data_dir / "models"

    @cached_property
    def base_url(self) -> str:
        """Address under which people reach us."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
