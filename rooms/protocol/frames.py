"""What a client may send, one model a frame; the same models describe the bodies of the HTTP calls."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from .limits import SUBMISSION_ID

SubmissionId = Annotated[str, Field(pattern=rf"^[A-Za-z0-9_-]{{1,{SUBMISSION_ID}}}$")]
Seq = Annotated[int, Field(ge=0, le=2**53)]
Text = Annotated[str, Field(min_length=1)]  # its upper limit has an error of its own: `too_long`


class Frame(BaseModel):
    """A frame that cannot be wrong. Fields a client adds beyond the contract are ignored."""

    model_config = ConfigDict(strict=True, frozen=True)


class Say(Frame):
    type: Literal["say"]
    id: SubmissionId
    text: Text


class Evaluate(Frame):
    type: Literal["evaluate"]
    id: SubmissionId
    expression: Text


class Preview(Frame):
    type: Literal["preview"]
    id: SubmissionId
    expression: Text


class Read(Frame):
    type: Literal["read"]
    seq: Seq


class Typing(Frame):
    type: Literal["typing"]


class Status(Frame):
    type: Literal["status"]
    status: Literal["active", "idle"]


class Who(Frame):
    type: Literal["who"]


class Ping(Frame):
    type: Literal["ping"]


BY_TYPE: dict[str, type[Frame]] = {
    "say": Say,
    "evaluate": Evaluate,
    "preview": Preview,
    "read": Read,
    "typing": Typing,
    "status": Status,
    "who": Who,
    "ping": Ping,
}
