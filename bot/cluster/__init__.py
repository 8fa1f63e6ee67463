"""Several processes on one PostgreSQL. The only door of Procrastinate, the engine that hands work
over; the work itself is that of one process, see `bot.app.jobs`.

The truth stays in our own tables: a feed knows when it is due, a delivery what became of it. A job
only says where there is something to do, so one that is lost or done twice does no harm.
"""

from bot.cluster.engine import Depth, Engine, Handler, Job, depths, installed
from bot.cluster.seat import Seat

__all__ = ["Depth", "Engine", "Handler", "Job", "Seat", "depths", "installed"]
