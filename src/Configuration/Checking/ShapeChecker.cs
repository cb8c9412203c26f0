namespace Sundog.Configuration;

/// <summary>Walks a project along the table of keys and reports what does not fit.</summary>
internal sealed class ShapeChecker(ProjectNames names, Faults faults)
{
    private readonly StrayKeys _strays = new(names, faults);

    public void Check(MappingNode project) => Section(project, ProjectKeys.Project, Trail.Top(project.Place));

    private void Value(Node node, Shape shape, Trail trail)
    {
        if (!shape.Takes.HasFlag(node.Kind))
        {
            WrongKind(node, shape, trail);
            return;
        }

        switch (shape)
        {
            case OldShape old:
                faults.Report(
                    old.Rule, node.Place, string.Format(null, old.Message, trail.Subject),
                    old.Rule.Remedy.Replace("`", "'", StringComparison.Ordinal));
                Value(node, old.Inner, trail);
                break;
            case EitherShape either:
                var chosen = either.Options.First(option => option.Takes.HasFlag(node.Kind));
                Value(node, chosen, trail with { Section = chosen as SectionShape });
                break;
            case TextShape { Form: { } form } when node is ScalarNode scalar && !form.Matches(scalar.Text):
                WrongForm(scalar.Text, node.Place, form, trail.Subject);
                break;
            case WholeShape whole when node is ScalarNode scalar:
                Whole(scalar, whole, trail);
                break;
            case ChoiceShape choice when node is ScalarNode scalar:
                Choice(scalar, choice, trail);
                break;
            case ListShape list when node is ListNode items:
                for (var i = 0; i < items.Items.Count; i++)
                    Item(items.Items[i], i, list, trail);

                break;
            case NamesShape named when node is MappingNode mapping:
                Names(mapping, named, trail);
                break;
            case SectionShape section when node is MappingNode mapping:
                Section(mapping, section, trail);
                break;
        }
    }

    private void Section(MappingNode mapping, SectionShape section, Trail trail)
    {
        // 'start' beside 'commands' is told once, in words of its own.
        var startIsBeside = section.Find("commands") is not null && section.Find("start") is null && mapping.Find("start") is not null;
        foreach (var entry in mapping.Entries)
        {
            if (section.Find(entry.Key) is { } key)
            {
                if (key.Shape is ByTypeShape byType)
                    key = key with { Shape = byType.For(mapping.Text("type")) };

                if (!(startIsBeside && key.Name == "commands" && entry.Value.IsNull))
                    Known(entry, key, trail.At(null, entry, key.Shape));
            }
            else if (!section.Open)
            {
                _strays.Report(entry, mapping, section, trail);
            }
        }

        foreach (var key in section.Keys)
        {
            if (key.Required && mapping.Find(key.Name) is null && !(startIsBeside && key.Name == "commands"))
                Missing(key, trail);
        }

        if (section.AtLeastOne is { } choice && choice.Keys.All(key => mapping[key] is null))
            faults.Report(
                choice.Rule, trail.Place, string.Format(null, choice.Message, trail.Subject),
                choice.Rule.Remedy.Replace("`", "'", StringComparison.Ordinal));
    }

    private void Known(Entry entry, Key key, Trail trail)
    {
        if (key.Objection is { } objection)
        {
            faults.Report(objection.Rule, entry.Place, $"{trail.Subject} {objection.Says}", objection.Instead);
            if (key.Ignored)
                return;
        }

        if (!entry.Value.IsNull)
            Value(entry.Value, key.Shape, trail);
        else if (key.Required)
            Missing(key, trail.Parent! with { Place = entry.Place });
        else if (!key.MayBeNull)
            NoValue(entry, key.Shape, trail);
    }

    private void Names(MappingNode mapping, NamesShape shape, Trail trail)
    {
        foreach (var entry in mapping.Entries)
        {
            if (_strays.IsDotted(entry, trail) || _strays.IsMisplaced(entry, shape, trail))
                continue;

            var at = trail.At(shape.Noun, entry, shape.Value);
            if (shape.Name is { } form && !form.Matches(entry.Key))
                WrongForm(entry.Key, entry.Place, form, $"the name of {at.Subject}");

            if (!entry.Value.IsNull)
                Value(entry.Value, shape.Value, at);
            else if (shape.Value is SectionShape { Keys: var keys } && keys.FirstOrDefault(key => key.Required) is { } required)
                Missing(required, at);
            else if (!shape.ValueOptional)
                NoValue(entry, shape.Value, at);
        }
    }

    private void Item(Node item, int index, ListShape list, Trail trail)
    {
        var at = trail with { Name = $"{trail.Name}[{index}]", Place = item.Place, Section = list.Item as SectionShape };
        if (item.IsNull)
            faults.Report(Rules.NoValue, item.Place, $"{at.Subject} has no value", "remove it, or give it a value");
        else
            Value(item, list.Item, at);
    }

    private void Whole(ScalarNode scalar, WholeShape whole, Trail trail)
    {
        if (scalar.Whole is not { } number)
            WrongKind(scalar, whole, trail);
        else if (number < whole.Least || number > whole.Most)
            faults.Report(Rules.OutOfRange, scalar.Place, $"{trail.Subject} is {number}, and must be {whole.Least} to {whole.Most}");
        else if (whole.Only.Count > 0 && !whole.Only.Contains(number))
            faults.Report(Rules.NotOneOf, scalar.Place, $"{trail.Subject} is {number}, and must be one of {string.Join(", ", whole.Only)}");
    }

    private void Choice(ScalarNode scalar, ChoiceShape choice, Trail trail)
    {
        if (choice.Choices.Contains(scalar.Text))
            return;

        if (choice.Old.Contains(scalar.Text))
            faults.Report(
                choice.OldRule!, scalar.Place, $"{trail.Subject} is '{scalar.Text}', which is out of date",
                choice.OldRule!.Remedy.Replace("`", "'", StringComparison.Ordinal));
        else
            faults.Report(
                Rules.NotOneOf, scalar.Place, $"{trail.Subject} is '{Quote.Short(scalar.Text)}', and must be {choice.Words}",
                Spelling.Hint(scalar.Text, choice.Choices));
    }

    private void Missing(Key key, Trail trail) => faults.Report(
        key.MissingRule, trail.Place,
        key.MissingRule == Rules.WorkerWithoutStart
            ? $"{WorkerOf(trail).Subject} has no commands.start (required)"
            : $"{trail.Subject} has no '{key.Name}' (required)",
        key.MissingRule == Rules.WorkerWithoutStart
            ? "write 'commands:' and below it 'start:' with the command that stays in the foreground"
            : $"write '{key.Name}:' with {key.Shape.Words}");

    private static Trail WorkerOf(Trail trail) => trail.Noun is null && trail.Parent is { } parent ? parent : trail;

    private void NoValue(Entry entry, Shape shape, Trail trail) => faults.Report(
        Rules.NoValue, entry.Place, $"{trail.Subject} has no value and is treated as absent",
        shape.Takes.HasFlag(Kinds.Mapping) ? $"write '{entry.Key}: {{}}' for none, or remove it" : "give it a value, or remove it");

    private void WrongKind(Node node, Shape shape, Trail trail)
    {
        var hint = (shape.Takes, node) switch
        {
            (_, ScalarNode { Kind: not Kinds.Text } scalar) when shape.Takes.HasFlag(Kinds.Text) => $"put it in quotes: '{scalar.Text}'",
            ({ } takes, ScalarNode scalar) when takes.HasFlag(Kinds.List) => $"write it as a list: [{Quote.Short(scalar.Text)}]",
            ({ } takes, ListNode) when takes.HasFlag(Kinds.Mapping) => "write 'name: value' without the dash",
            ({ } takes, MappingNode) when takes.HasFlag(Kinds.List) => "begin each item with '- '",
            ({ } takes, ScalarNode scalar) when takes.HasFlag(Kinds.Truth) => scalar.Text.ToLowerInvariant() is "true" or "false"
                ? "remove the quotes"
                : "write true or false",
            ({ } takes, ScalarNode scalar) when takes.HasFlag(Kinds.Number) && long.TryParse(scalar.Text, out _) => "remove the quotes",
            _ => null,
        };
        faults.Report(Rules.WrongKind, node.Place, $"{trail.Subject} is {Quote.Kind(node)}, and must be {shape.Words}", hint);
    }

    private void WrongForm(string text, Place place, Form form, string subject) => faults.Report(
        form.Rule, place, $"{subject} is '{Quote.Short(text)}', and must be {form.Words}", $"for example: {form.Example}");
}
