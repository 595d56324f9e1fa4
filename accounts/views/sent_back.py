"""An action's refusal, beside the boxes it is about."""


def sent_back(form, incomplete) -> None:
    """Adds each problem to the form: to the box it names, or above all of them."""
    for name, sentence in incomplete.problems.items():
        form.add_error(name if name in form.fields else None, sentence)
