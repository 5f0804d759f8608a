"""Spark, found running or started for one study; where it cannot be, one sentence says what to do."""

import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import suffrage
from suffrage.model import BadInput

if TYPE_CHECKING:
    from pyspark import SparkConf, SparkContext

REACH_SECONDS = 5
"""How long a master may take to answer the first call."""


@contextmanager
def spark_context(master: str | None) -> Iterator["SparkContext"]:
    """Spark as it runs in this program, or started for this one study. `BadInput`: it cannot be."""
    try:
        from py4j.protocol import Py4JError  # noqa: PLC0415
        from pyspark import SparkContext  # noqa: PLC0415
        from pyspark.errors import PySparkException  # noqa: PLC0415
    except ImportError as missing:
        raise BadInput("The engine 'spark' needs PySpark; install it with: pip install 'suffrage[spark]'") from missing
    where = master or os.environ.get("SPARK_MASTER")
    _need_java()
    _need_answer(where)
    try:
        with _quiet():
            context, started_here = SparkContext(conf=_settings(where)), True
    except ValueError:  # one runs in this program already, and there cannot be two
        context, started_here = SparkContext.getOrCreate(), False
    except (Py4JError, PySparkException) as error:
        raise BadInput(f"Spark at {where or 'its default master'} did not start: {last_word(error)}") from error
    if not started_here and master and master != context.master:
        raise BadInput(f"Spark already runs in this program, at {context.master}; stop it first, or do not ask for {master}.")
    if started_here and context.master.startswith("local"):
        context.pythonExec = sys.executable
    try:
        yield context
    finally:
        if started_here:
            context.stop()


def _settings(where: str | None) -> "SparkConf":
    """What is said to Spark beyond its own settings. On this machine the workers are this Python with this package."""
    from pyspark import SparkConf  # noqa: PLC0415

    settings = SparkConf().setAppName("suffrage").set("spark.ui.showConsoleProgress", "false").set("spark.log.level", "ERROR")
    if where:
        settings.setMaster(where)
        if where.startswith("local"):
            settings.set("spark.ui.enabled", "false")
            settings.set("spark.executorEnv.PYTHONPATH", str(Path(suffrage.__file__).parents[1]))
    return settings


@contextmanager
def _quiet() -> Iterator[None]:
    """While Spark starts, let it log errors alone, unless the user has settings of their own for its log."""
    name = "LOG4J_CONFIGURATION_FILE"
    if name in os.environ or "SPARK_CONF_DIR" in os.environ:
        yield
        return
    os.environ[name] = str(Path(__file__).with_name("log4j2.properties"))
    try:
        yield
    finally:
        del os.environ[name]


def _need_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    # A program started by spark-submit has its Java already.
    if not java and "PYSPARK_GATEWAY_PORT" not in os.environ:
        place = f"in JAVA_HOME ({home})" if home else "on the path"
        raise BadInput(f"Spark needs Java 17 or newer; there is none {place}. On Debian: apt-get install default-jre-headless")


def _need_answer(where: str | None) -> None:
    """Ask a standalone cluster's masters (spark://host:port,host:port) for a connection: Spark itself would wait for minutes."""
    if not where or not where.startswith("spark://"):
        return
    for one in where.removeprefix("spark://").split(","):
        try:
            place = urlsplit(f"//{one}")
            socket.create_connection((place.hostname, place.port or 7077), timeout=REACH_SECONDS).close()
        except (OSError, ValueError):
            continue
        return
    raise BadInput(f"No Spark master answers at {where}; see that the cluster runs and that this machine may reach it.")


def last_word(error: Exception) -> str:
    """The line that says what is wrong: the last one before Java's list of calls, which ends a worker's traceback too."""
    said = str(error).split("\n\tat ", 1)[0].splitlines()
    lines = [line.strip() for line in said if line.strip() and not line.strip().startswith("SQLSTATE")]
    return re.sub(r"^: (?:[\w$]+\.)+", "", lines[-1]) if lines else type(error).__name__
