"""DynamoDB's grammar of expressions, stricter than any emulator's.

From AWS's developer guide: conditions have no arithmetic; a SET value has one operator; each
clause of an update stands once; no path is written twice; `IN` takes at most 100 values; what
is named is used and what is used is named.
"""

from __future__ import annotations

from typing import Any

import lark

GRAMMAR = r"""
condition: or_condition
?or_condition: and_condition ("OR"i and_condition)*
?and_condition: not_condition ("AND"i not_condition)*
?not_condition: "NOT"i not_condition | "(" or_condition ")" | comparison
?comparison: operand COMPARATOR operand
    | operand "BETWEEN"i operand "AND"i operand
    | operand "IN"i "(" operand ("," operand)* ")" -> among
    | "attribute_exists" "(" path ")"
    | "attribute_not_exists" "(" path ")"
    | "attribute_type" "(" path "," VALUE ")"
    | "begins_with" "(" path "," operand ")"
    | "contains" "(" path "," operand ")"
operand: path | VALUE | "size" "(" path ")"
COMPARATOR: "=" | "<>" | "<=" | "<" | ">=" | ">"

update: clause+
?clause: set | remove | add | delete
set: "SET"i assignment ("," assignment)*
assignment: path "=" set_value
?set_value: set_operand (OPERATOR set_operand)?
?set_operand: path | VALUE
    | "if_not_exists" "(" path "," set_operand ")"
    | "list_append" "(" set_operand "," set_operand ")"
OPERATOR: "+" | "-"
remove: "REMOVE"i path ("," path)*
add: "ADD"i path VALUE ("," path VALUE)*
delete: "DELETE"i path VALUE ("," path VALUE)*

path: NAME (("." NAME) | ("[" /[0-9]+/ "]"))*
NAME: /#[A-Za-z0-9_]+/ | /[A-Za-z][A-Za-z0-9_]*/
VALUE: /:[A-Za-z0-9_]+/

%ignore /[ \t\r\n]+/
"""

MOST_IN = 100
_PARSER = lark.Lark(GRAMMAR, start=["condition", "update"], parser="earley")


class ExpressionError(AssertionError):
    """AWS would refuse what was sent."""


def check_request(params: dict[str, Any]) -> int:
    """Check every expression in a request of DynamoDB's, nested writes too; how many there were."""
    checked = _check(params)
    for write in params.get("TransactItems", []):
        checked += sum(_check(action) for action in write.values())
    return checked


def _check(action: dict[str, Any]) -> int:
    trees = [
        _parse(action[key], "update" if key == "UpdateExpression" else "condition")
        for key in (
            "ConditionExpression",
            "FilterExpression",
            "KeyConditionExpression",
            "UpdateExpression",
        )
        if key in action
    ]
    for kind, prefix in (("Names", "#"), ("Values", ":")):
        declared = set(action.get(f"ExpressionAttribute{kind}", {}))
        used = {
            str(token)
            for tree in trees
            for token in tree.scan_values(lambda leaf: isinstance(leaf, lark.Token))
            if token.startswith(prefix)
        }
        if declared != used:
            raise ExpressionError(f"named and used differ: {sorted(declared ^ used)}")
    return len(trees)


def _parse(text: str, start: str) -> lark.Tree[lark.Token]:
    try:
        tree = _PARSER.parse(text, start=start)
    except lark.exceptions.LarkError as error:
        raise ExpressionError(f"AWS refuses {text!r}") from error
    for among in tree.find_data("among"):
        if len(among.children) - 1 > MOST_IN:
            raise ExpressionError(f"IN takes at most {MOST_IN} values")
    if start == "update":
        _check_update(tree)
    return tree


def _check_update(tree: lark.Tree[lark.Token]) -> None:
    clauses = [str(clause.data) for clause in tree.children if isinstance(clause, lark.Tree)]
    if len(clauses) != len(set(clauses)):
        raise ExpressionError("each clause stands once")
    paths = [assignment.children[0] for assignment in tree.find_data("assignment")]
    paths += [path for removal in tree.find_data("remove") for path in removal.children]
    written = [".".join(map(str, path.children)) for path in paths]  # type: ignore[union-attr]  # a path is a tree
    if len(written) != len(set(written)):
        raise ExpressionError(f"a path is written twice: {written}")
