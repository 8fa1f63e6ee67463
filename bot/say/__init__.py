"""Every sentence that the desk says, one function each: they can be translated in one place.

Commands stand in them as `/name`; platforms show those their own way.
"""

from bot.say.chat import *  # noqa: F403 - one catalogue, kept in several files
from bot.say.editors import *  # noqa: F403
from bot.say.gate import *  # noqa: F403
from bot.say.managing import *  # noqa: F403
from bot.say.opened import *  # noqa: F403
from bot.say.orders import *  # noqa: F403
from bot.say.reading import *  # noqa: F403
from bot.say.reasons import *  # noqa: F403
from bot.say.trouble import *  # noqa: F403
from bot.say.web import *  # noqa: F403
from bot.say.wishes import *  # noqa: F403
from bot.say.words import *  # noqa: F403
