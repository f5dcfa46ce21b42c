"""Who may do what when there are accounts: one row a person and role."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from analyser.domain.review import Role
from analyser.store.schema import roles


def grant(connection: Connection, person: str, role: Role) -> bool:
    """Returns whether the person did not have the role yet."""
    if role in of(connection, person):
        return False
    connection.execute(insert(roles).values(person=person, role=role.value))
    return True


def revoke(connection: Connection, person: str, role: Role) -> bool:
    """Returns whether the person had the role."""
    done = connection.execute(delete(roles).where(roles.c.person == person, roles.c.role == role.value))
    return done.rowcount > 0


def of(connection: Connection, person: str) -> frozenset[Role]:
    """The person's roles; none for somebody unknown."""
    return frozenset(Role(role) for role in connection.scalars(select(roles.c.role).where(roles.c.person == person)))


def everyone(connection: Connection) -> dict[str, frozenset[Role]]:
    """Each person's roles, by name."""
    people = connection.scalars(select(roles.c.person).distinct().order_by(roles.c.person)).all()
    return {person: of(connection, person) for person in people}
