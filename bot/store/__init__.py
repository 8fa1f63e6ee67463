"""The only SQL of this package: what chats ordered, and the ledger of what they were sent."""

from bot.store.building import BuildingQueries
from bot.store.chats import ChatQueries
from bot.store.claims import ClaimQueries
from bot.store.corrections import Corrected, CorrectionQueries, ToCorrect
from bot.store.drafts import DraftQueries
from bot.store.fanout import FanoutQueries
from bot.store.instant import InstantQueries
from bot.store.ledger import INSTANT, Begin, Build, Claimed, ClaimedPart, Outcome, Sent, Step
from bot.store.lock import one_of_several, only_instance
from bot.store.opening import Opening, OpeningQueries
from bot.store.privacy import PrivacyQueries
from bot.store.recording import RecordingQueries
from bot.store.renditions import RenditionQueries, Shown
from bot.store.reports import DeliveryReport, QueueReport, ReportQueries
from bot.store.seats import SeatQueries
from bot.store.state import BOT_STATE, BOT_TREE
from bot.store.subscriptions import SubscriptionQueries
from bot.store.summaries import SummaryQueries
from bot.store.tables import metadata
from bot.store.turns import TurnQueries, TurnTaken
from bot.store.upkeep import UpkeepQueries
from bot.store.web import Latencies, WebQueries


class BotStore(
    ChatQueries,
    SubscriptionQueries,
    OpeningQueries,
    FanoutQueries,
    InstantQueries,
    BuildingQueries,
    RenditionQueries,
    ClaimQueries,
    RecordingQueries,
    ReportQueries,
    UpkeepQueries,
    PrivacyQueries,
    DraftQueries,
    CorrectionQueries,
    WebQueries,
    SeatQueries,
    SummaryQueries,
    TurnQueries,
):
    """Every question that the paper round asks its tables. `BotStore(database)`."""


__all__ = [
    "BOT_STATE",
    "BOT_TREE",
    "INSTANT",
    "Begin",
    "BotStore",
    "Build",
    "Claimed",
    "ClaimedPart",
    "Corrected",
    "DeliveryReport",
    "Latencies",
    "Opening",
    "Outcome",
    "QueueReport",
    "Sent",
    "Shown",
    "Step",
    "ToCorrect",
    "TurnTaken",
    "metadata",
    "one_of_several",
    "only_instance",
]
