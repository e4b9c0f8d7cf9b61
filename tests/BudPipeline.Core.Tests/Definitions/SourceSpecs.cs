using System.Text;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;
using CsCheck;

namespace BudPipeline.Core.Tests.Definitions;

/// <summary>What YAML and JSON texts mean, and that none of them does harm.</summary>
public sealed class SourceSpecs
{
    private static Value ParamOf(string yaml) =>
        DefinitionReader
            .Read($"steps:\n- id: a\n  action: log\n  params:\n    x: {yaml}\n")
            .Definition!.Steps[0]
            .Params["x"];

    [Theory]
    [InlineData("1", "1")]
    [InlineData("-7", "-7")]
    [InlineData("+7", "7")]
    [InlineData("0x1F", "31")]
    [InlineData("0o17", "15")]
    [InlineData("017", "17")]
    [InlineData("1.0", "1.0")]
    [InlineData("1.", "1.0")]
    [InlineData(".5", "0.5")]
    [InlineData("1e3", "1000.0")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("9223372036854775808", "9.223372036854776E+18")]
    [InlineData("true", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("null", "null")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("on", "\"on\"")]
    [InlineData("No", "\"No\"")]
    [InlineData("tRue", "\"tRue\"")]
    [InlineData("1_000", "\"1_000\"")]
    [InlineData("2026-01-02", "\"2026-01-02\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("'1'", "\"1\"")]
    [InlineData("\"true\"", "\"true\"")]
    [InlineData("!!str 1", "\"1\"")]
    [InlineData("!!int '1'", "1")]
    [InlineData("[a, {b: 2}]", "[\"a\",{\"b\":2}]")]
    [InlineData("|\n      one\n      two\n", "\"one\\ntwo\\n\"")]
    [InlineData(">-\n      one\n      two\n", "\"one two\"")]
    public void Scalars_follow_the_core_schema(string yaml, string json) =>
        Assert.Equal(json, ParamOf(yaml).ToString());

    [Fact]
    public void Aliases_and_merges_repeat_what_was_anchored()
    {
        var definition = DefinitionReader
            .Read(
                """
                steps:
                  - &base
                    id: a
                    action: shell
                    params: &p {command: "true", cwd: /tmp}
                  - <<: *base
                    id: b
                    params:
                      <<: [*p, {cwd: /var, env: {}}]
                      command: "false"
                """
            )
            .Definition!;
        Assert.Equal(("b", "shell"), (definition.Steps[1].Id, definition.Steps[1].Action));
        Assert.Equal("""{"command":"false","cwd":"/tmp","env":{}}""", definition.Steps[1].Params.ToString());
    }

    [Theory]
    [InlineData("steps: [", "SYNTAX", "1:9")]
    [InlineData("a: b: c", "SYNTAX", "1:5")]
    [InlineData("a: 1\n\tb: 2", "SYNTAX", "2:1")]
    [InlineData("steps:\n  - id: a\n\taction: b", "SYNTAX", "3:1")]
    [InlineData("...", "EMPTY_DEFINITION", "1:1")]
    [InlineData("# only a comment", "EMPTY_DEFINITION", "1:1")]
    [InlineData("a: 1\na: 2\nsteps: [{id: a, action: b}]", "DUPLICATE_KEY", "2:1")]
    [InlineData("a: *nobody", "UNKNOWN_ANCHOR", "1:4")]
    [InlineData("a: &x [*x]", "UNKNOWN_ANCHOR", "1:8")]
    [InlineData("a: !secret x", "UNKNOWN_TAG", "1:4")]
    [InlineData("a: !!set {x}", "UNKNOWN_TAG", "1:4")]
    [InlineData("a: !!int x", "WRONG_TYPE", "1:4")]
    [InlineData("[a]: 1", "INVALID_KEY", "1:1")]
    [InlineData("a: .inf", "INVALID_NUMBER", "1:4")]
    [InlineData("a: 1e999", "INVALID_NUMBER", "1:4")]
    [InlineData("<<: 3", "WRONG_TYPE", "1:5")]
    [InlineData("steps: [{id: a, action: b}]\n---\nsteps: []", "MULTIPLE_DOCUMENTS", "2:1")]
    public void YAML_that_is_no_definition_is_an_error_at_its_place(string yaml, string code, string place)
    {
        var problem = DefinitionReader.Read(yaml, "yaml").Diagnostics.First(d => d.Severity == Severity.Error);
        Assert.Equal(code, problem.Code);
        Assert.Equal(place, $"{problem.Location!.Value.Line}:{problem.Location.Value.Column}");
    }

    [Theory]
    [InlineData("steps:\n  - id: a\n    params:\n      message: {{ params.x }}\n", "quotes")]
    [InlineData("steps:\n  - id: a\n    params:\n      message: {{ params.x }} and more\n", "quotes")]
    [InlineData("steps:\n\t- id: a", "spaces")]
    [InlineData("steps:\n  - id: a\n    name: @home", "quotes")]
    [InlineData("name: one: two", "quotes")]
    public void Common_slips_in_YAML_come_with_the_remedy(string yaml, string hint) =>
        Assert.Contains(hint, DefinitionReader.Read(yaml).Diagnostics[0].Hint, StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"a\": 1,}", "1:9", "comma")]
    [InlineData("{\"a\": 1", "1:8", "not closed")]
    [InlineData("{'a': 1}", "1:2", "double quotes")]
    [InlineData("{\n  // why\n}", "2:3", "no comments")]
    [InlineData("{\"ä\": 1 \"b\": 2}", "1:9", "comma")]
    [InlineData("{} x", "1:4", null)]
    public void JSON_faults_are_told_in_the_words_of_JSON(string json, string place, string? hint)
    {
        var problem = Assert.Single(DefinitionReader.Read(json, "json").Diagnostics);
        Assert.Equal("SYNTAX", problem.Code);
        Assert.StartsWith("This is no JSON:", problem.Message, StringComparison.Ordinal);
        Assert.Equal(place, $"{problem.Location!.Value.Line}:{problem.Location.Value.Column}");
        Assert.Contains(hint ?? "", problem.Hint ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_begins_like_JSON_and_is_neither_is_told_of_as_JSON() =>
        Assert.StartsWith(
            "This is no JSON",
            DefinitionReader.Read("{\"a\": [}").Diagnostics[0].Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void YAML_in_flow_style_is_recognised_though_it_begins_like_JSON() =>
        Assert.Equal("a", DefinitionReader.Read("{steps: [{id: a, action: log}]}").Definition!.Steps[0].Id);

    [Fact]
    public void An_unknown_format_is_an_error() =>
        Assert.Equal("UNKNOWN_FORMAT", DefinitionReader.Read("a: 1", "toml").Diagnostics[0].Code);

    [Theory]
    [InlineData("{\"steps\": [{\"id\": \"a\", \"action\": \"\\ud800\"}]}", "json")]
    [InlineData("{\"\\udc00\": 1}", "json")]
    public void Half_a_character_is_an_error(string text, string format) =>
        Assert.Equal("INVALID_TEXT", DefinitionReader.Read(text, format).Diagnostics[0].Code);

    [Fact]
    public void Aliases_cannot_multiply_without_bound()
    {
        var yaml = new StringBuilder("l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 12; level++)
        {
            var alias = $"*l{level - 1}";
            yaml.AppendLine($"l{level}: &l{level} [{string.Join(", ", Enumerable.Repeat(alias, 10))}]");
        }

        Assert.Equal("TOO_LARGE", Assert.Single(DefinitionReader.Read(yaml.ToString()).Diagnostics).Code);
    }

    [Fact]
    public void Aliases_of_a_long_text_cannot_multiply_it_without_bound()
    {
        var yaml = $"a: &a {new string('x', 100_000)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 1000))}]";
        Assert.Equal("TOO_LARGE", Assert.Single(DefinitionReader.Read(yaml).Diagnostics).Code);
    }

    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    public void Nesting_is_bounded(string format)
    {
        var text = "{\"a\": " + new string('[', 100_000) + new string(']', 100_000) + "}";
        Assert.Equal("TOO_LARGE", Assert.Single(DefinitionReader.Read(text, format).Diagnostics).Code);
    }

    [Fact]
    public void A_text_above_the_limit_is_not_even_parsed()
    {
        var limits = DefinitionLimits.Default with { MaxCharacters = 10 };
        Assert.Equal("TOO_LARGE", Assert.Single(DefinitionReader.Read("a: 1234567890", null, limits).Diagnostics).Code);
    }

    [Fact]
    public void Beyond_a_number_of_diagnostics_the_rest_is_counted()
    {
        var fields = string.Join("\n", Enumerable.Range(0, 600).Select(i => $"field{i}: 1"));
        var diagnostics = DefinitionReader.Read($"steps: [{{id: a, action: b}}]\n{fields}").Diagnostics;
        Assert.Equal(501, diagnostics.Length);
        Assert.StartsWith("100 more", diagnostics[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_does_not_matter() =>
        Assert.NotNull(DefinitionReader.Read("\uFEFFsteps: [{id: a, action: b}]").Definition);

    [Fact]
    public void No_text_at_all_makes_the_reader_throw()
    {
        var fragment = GenDefinition.OneOf(
            "steps:",
            "- ",
            "id: a",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            ":",
            ",",
            "\n",
            "\n  ",
            "\t",
            "&a ",
            "*a ",
            "<<: ",
            "!!int ",
            "|",
            ">",
            "---",
            "...",
            "%YAML 1.2\n",
            "%YAML 99999999999.1\n",
            "%TAG ! x\n",
            "!<",
            "!a!b",
            "!",
            "*",
            "&",
            "\"\\UFFFFFFFF",
            "%",
            "#",
            "? ",
            "{{ x }}",
            "\\u12",
            "\\",
            "\0",
            "\ud800",
            "é",
            "null",
            "1e9",
            "params:",
            "action: log",
            "\r",
            "\u2028",
            "@",
            "`",
            "\"\\x",
            "|9\n",
            ">-+"
        );
        var texts = Gen.OneOf(Gen.String, fragment.Array[0, 25].Select(parts => string.Concat(parts)));
        Gen.Select(texts, GenDefinition.OneOf("yaml", "json", ""))
            .Sample(
                (text, format) =>
                {
                    var reading = DefinitionReader.Read(text, format);
                    Assert.True(
                        reading.Definition is not null || reading.Diagnostics.Any(d => d.Severity == Severity.Error)
                    );
                },
                iter: 50_000
            );
    }
}
