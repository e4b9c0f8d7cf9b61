namespace BudPipeline.Core.Expressions.Filters;

/// <summary>Every filter there is. A new one is a line here and a function beside.</summary>
internal static class FilterTable
{
    private static readonly Signature AttributeOrSort = new() { Optional = ["case_sensitive", "attribute"] };
    private static readonly Signature Predicate = new() { Optional = ["test"], TakesMore = true };
    private static readonly Signature AttributePredicate = new()
    {
        Required = ["attribute"],
        Optional = ["test"],
        TakesMore = true,
    };

    public static NamedTable<Filter> All { get; } =
        new(
            [
                new("default", new() { Optional = ["value", "boolean"] }, ValueFilters.Default)
                {
                    TakesAnything = true,
                },
                new("string", Signature.None, ValueFilters.String),
                new("tojson", new() { Optional = ["indent"] }, ValueFilters.ToJson),
                new("fromjson", Signature.None, ValueFilters.FromJson),
                new("length", Signature.None, ValueFilters.Length),
                new("list", Signature.None, ValueFilters.List),
                new("reverse", Signature.None, ValueFilters.Reverse),
                new("int", new() { Optional = ["default", "base"] }, NumberFilters.Int),
                new("float", new() { Optional = ["default"] }, NumberFilters.Float),
                new("round", new() { Optional = ["precision", "method"] }, NumberFilters.Round),
                new("abs", Signature.None, NumberFilters.Abs),
                new("upper", Signature.None, TextFilters.Upper),
                new("lower", Signature.None, TextFilters.Lower),
                new("capitalize", Signature.None, TextFilters.Capitalize),
                new("title", Signature.None, TextFilters.Title),
                new("trim", new() { Optional = ["chars"] }, TextFilters.Trim),
                new("replace", new() { Required = ["old", "new"], Optional = ["count"] }, TextFilters.Replace),
                new("split", new() { Optional = ["sep", "maxsplit"] }, TextFilters.Split),
                new("truncate", new() { Optional = ["length", "killwords", "end", "leeway"] }, TextFilters.Truncate),
                new("center", new() { Optional = ["width"] }, TextFilters.Center),
                new("indent", new() { Optional = ["width", "first", "blank"] }, TextFilters.Indent),
                new("wordcount", Signature.None, TextFilters.WordCount),
                new("escape", Signature.None, TextFilters.Escape),
                new("safe", Signature.None, ValueFilters.String),
                new("urlencode", Signature.None, UrlFilter.Encode),
                new("format", new() { TakesMore = true }, PrintfFilter.Format),
                new(
                    "regex_replace",
                    new() { Required = ["pattern", "replacement"], Optional = ["ignorecase", "count"] },
                    RegexFilter.Replace
                ),
                new("b64encode", Signature.None, TextFilters.ToBase64),
                new("b64decode", Signature.None, TextFilters.FromBase64),
                new("join", new() { Optional = ["d", "attribute"] }, ListFilters.Join),
                new("first", Signature.None, ListFilters.First),
                new("last", Signature.None, ListFilters.Last),
                new("sum", new() { Optional = ["attribute", "start"] }, ListFilters.Sum),
                new("min", AttributeOrSort, ListFilters.Min),
                new("max", AttributeOrSort, ListFilters.Max),
                new("sort", new() { Optional = ["reverse", "case_sensitive", "attribute"] }, ListFilters.Sort),
                new("unique", AttributeOrSort, ListFilters.Unique),
                new(
                    "groupby",
                    new() { Required = ["attribute"], Optional = ["default", "case_sensitive"] },
                    ListFilters.GroupBy
                ),
                new("batch", new() { Required = ["linecount"], Optional = ["fill_with"] }, ListFilters.Batch),
                new("slice", new() { Required = ["slices"], Optional = ["fill_with"] }, ListFilters.Slice),
                new(
                    "map",
                    new()
                    {
                        Optional = ["filter"],
                        NamedOnly = ["attribute", "default"],
                        TakesMore = true,
                    },
                    SelectionFilters.Map
                ),
                new("select", Predicate, SelectionFilters.Select),
                new("reject", Predicate, SelectionFilters.Reject),
                new("selectattr", AttributePredicate, SelectionFilters.SelectAttribute),
                new("rejectattr", AttributePredicate, SelectionFilters.RejectAttribute),
                new("items", Signature.None, MapFilters.Items),
                new("keys", Signature.None, MapFilters.Keys),
                new("values", Signature.None, MapFilters.Values),
                new("dictsort", new() { Optional = ["case_sensitive", "by", "reverse"] }, MapFilters.Sort),
            ],
            filter => filter.Name,
            ("d", "default"),
            ("e", "escape"),
            ("count", "length")
        );
}
