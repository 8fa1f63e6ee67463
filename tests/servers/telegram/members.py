"""What a chat says of its members, with every field that each status needs."""

from __future__ import annotations

from typing import Any

from tests.servers.telegram.model import User

ADMIN_RIGHTS = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_post_messages": True,
    "can_edit_messages": True,
}
RESTRICTED_RIGHTS = {
    "is_member": True,
    "until_date": 0,
    **dict.fromkeys(
        (
            "can_send_messages",
            "can_send_audios",
            "can_send_documents",
            "can_send_photos",
            "can_send_videos",
            "can_send_video_notes",
            "can_send_voice_notes",
            "can_send_polls",
            "can_send_other_messages",
            "can_add_web_page_previews",
            "can_change_info",
            "can_invite_users",
            "can_pin_messages",
            "can_manage_topics",
            "can_edit_tag",
            "can_react_to_messages",
        ),
        True,
    ),
}


def member(user: User, status: str, more: Any = None) -> dict[str, Any]:
    rights: dict[str, Any] = {"user": user.json(), "status": status}
    if status == "creator":
        rights |= {"is_anonymous": False}
    elif status == "administrator":
        rights |= ADMIN_RIGHTS
    elif status == "restricted":
        rights |= RESTRICTED_RIGHTS
    elif status == "kicked":
        rights |= {"until_date": 0}
    return {**rights, **(more or {})}
