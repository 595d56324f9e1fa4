"""The only way to ask what somebody may do. What is not allowed looks the same as what does not exist: 404."""

from functools import wraps

from django.http import Http404

from accounts.permissions import Permission
from accounts.roles import ROLES, Role


def has_permission(member, permission: Permission) -> bool:
    """Whether this membership (None when signed out or without a role) carries the permission."""
    return member is not None and permission in ROLES[Role(member.role)].permissions


def require(member, permission: Permission) -> None:
    """For actions and views. Raises Http404, so that a refusal tells nothing about what is there."""
    if not has_permission(member, permission):
        raise Http404


def allowed(*permissions: Permission):
    """A view for those whose role carries any of the permissions; anyone else gets the 404 page."""

    def decorate(view):
        @wraps(view)
        def checked(request, *args, **kwargs):
            if not any(has_permission(request.member, permission) for permission in permissions):
                raise Http404
            return view(request, *args, **kwargs)

        checked.permissions = permissions
        return checked

    return decorate


def roles_with(permission: Permission) -> list[Role]:
    """Every role that carries the permission, in the order of the roles."""
    return [role for role, description in ROLES.items() if permission in description.permissions]
