using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Actions;

public sealed class BuiltInActionSpecs
{
    [Theory]
    [InlineData("passthrough", """{"a":[1]}""", """{"a":[1]}""", "dict", "dict")]
    [InlineData("uppercase", "\"aß\"", "\"Aß\"", "str", "str")]
    [InlineData("uppercase", """{"a":"x","b":1}""", """{"a":"X","b":1}""", "dict", "dict")]
    [InlineData("uppercase", """["a"]""", """["a"]""", "list", "list")]
    [InlineData("lowercase", "\"AbC\"", "\"abc\"", "str", "str")]
    [InlineData("keys", """{"b":1,"a":2}""", """["b","a"]""", "dict", "list")]
    [InlineData("keys", "[1]", "[]", "list", "list")]
    [InlineData("values", """{"b":1,"a":2}""", "[1,2]", "dict", "list")]
    [InlineData("values", "\"x\"", "[]", "str", "list")]
    [InlineData("count", "[1,2,3]", "3", "list", "int")]
    [InlineData("count", "\"añ😀\"", "3", "str", "int")]
    [InlineData("count", """{"a":1}""", "1", "dict", "int")]
    [InlineData("count", "5", "0", "int", "int")]
    [InlineData("count", "null", "0", "NoneType", "int")]
    [InlineData("flatten", "[1,[2,[3]],[]]", "[1,2,[3]]", "list", "list")]
    [InlineData("flatten", "\"x\"", "\"x\"", "str", "str")]
    [InlineData("unique", """[2,1,2,"2",{"a":1},{"a":1},1.0]""", """[2,1,"2",{"a":1}]""", "list", "list")]
    [InlineData("sort", "[3,1.5,2]", "[1.5,2,3]", "list", "list")]
    [InlineData("sort", """["b","a","B"]""", """["B","a","b"]""", "list", "list")]
    [InlineData("sort", """["b",10,9]""", """[10,9,"b"]""", "list", "list")]
    [InlineData("sort", "true", "true", "bool", "bool")]
    [InlineData("reverse", "[1,2]", "[2,1]", "list", "list")]
    [InlineData("reverse", "\"a😀b\"", "\"b😀a\"", "str", "str")]
    [InlineData("no_such_thing", "1.5", "1.5", "float", "float")]
    [InlineData("normalize", "[10,20,15]", "[0.0,1.0,0.5]", "list", "list")]
    [InlineData("normalize", "\"  a \\t b\"", "\"a b\"", "str", "str")]
    public async Task Transform_does_what_the_operation_says(
        string operation,
        string input,
        string result,
        string inputType,
        string outputType
    )
    {
        var outcome = await TransformAsync(operation, input, "{}");

        Assert.Equal(
            MapValue.Of(
                ("result", ValueJson.Parse(result)),
                ("operation", Value.Of(operation)),
                ("input_type", Value.Of(inputType)),
                ("output_type", Value.Of(outputType))
            ),
            outcome.Outputs
        );
    }

    [Theory]
    [InlineData("extract", """{"a":{"b":[1,2]}}""", """{"path":"a.b.1"}""", "2")]
    [InlineData("extract", """{"a":{"b":[1,2]}}""", """{"path":"a['b'][-1]"}""", "2")]
    [InlineData("extract", """{"a":1}""", """{"path":"x.y"}""", "null")]
    [InlineData("extract", "[1]", """{"path":"-5"}""", "null")]
    [InlineData("json_extract", "\"{\\\"a\\\": [7]}\"", """{"path":"a.0"}""", "7")]
    [InlineData("json_extract", "\"no json\"", """{"path":"a"}""", "null")]
    [InlineData("pick", """{"a":1,"b":2,"c":3}""", """{"fields":["c","a","x"]}""", """{"c":3,"a":1}""")]
    [InlineData("pick", """[{"a":1,"b":2}]""", """{"fields":"b"}""", """[{"b":2}]""")]
    [InlineData("map", """[{"n":1},{"n":2},{}]""", """{"path":"n"}""", "[1,2,null]")]
    [InlineData("filter", """[{"n":1},{"n":2}]""", """{"path":"n","value":2}""", """[{"n":2}]""")]
    [InlineData("filter", """[0,1,"",true,null]""", "{}", "[1,true]")]
    [InlineData("reduce", "[1,2,4]", "{}", "7")]
    [InlineData("reduce", "[1,2.5]", """{"reducer":"sum"}""", "3.5")]
    [InlineData("reduce", """[{"n":3},{"n":1}]""", """{"path":"n","reducer":"min"}""", "1")]
    [InlineData("reduce", "[]", """{"reducer":"max"}""", "null")]
    [InlineData("reduce", "[1,2]", """{"reducer":"average"}""", "1.5")]
    [InlineData("reduce", "[5,6]", """{"reducer":"last"}""", "6")]
    [InlineData("template", "1", """{"template":"rendered"}""", "\"rendered\"")]
    public async Task Transform_reads_the_operations_own_parameters(
        string operation,
        string input,
        string parameters,
        string result
    )
    {
        var outcome = await TransformAsync(operation, input, parameters);

        Assert.Equal(ValueJson.Parse(result), outcome.Outputs["result"]);
    }

    [Fact]
    public void Every_operation_is_an_option_and_works()
    {
        var options = TransformAction.About.Params.Single(p => p.Name == "operation").Options;

        Assert.Equal(18, options.Length);
        Assert.All(options, o => Assert.NotNull(TransformAsync(o, "[1]", "{}").GetAwaiter().GetResult()));
    }

    [Theory]
    [InlineData("""{"message":"hi","level":"WARNING"}""", StepLogLevel.Warning, "hi", "warning")]
    [InlineData("""{"message":"hi","level":"loud"}""", StepLogLevel.Info, "hi", "loud")]
    [InlineData("""{"message":{"a":1},"level":"debug"}""", StepLogLevel.Debug, "{\"a\":1}", "debug")]
    [InlineData("{}", StepLogLevel.Info, "No message provided", "info")]
    [InlineData("""{"message":""}""", StepLogLevel.Info, "No message provided", "info")]
    public async Task Log_writes_a_line_and_echoes_it(
        string parameters,
        StepLogLevel level,
        string message,
        string word
    )
    {
        var log = new Lines();

        var outcome = await RunAsync(new LogAction(), parameters, log);

        Assert.Equal([(level, message)], log.Written);
        Assert.Equal(
            MapValue.Of(("logged", Value.True), ("message", Value.Of(message)), ("level", Value.Of(word))),
            outcome.Outputs
        );
    }

    [Theory]
    [InlineData("""{"outputs":{"a":1,"b":[2]}}""", """{"a":1,"b":[2]}""")]
    [InlineData("""{"key":"a","value":{"x":1}}""", """{"a":{"x":1}}""")]
    [InlineData("""{"key":"a","value":1,"outputs":{"b":2}}""", """{"b":2,"a":1}""")]
    [InlineData("""{"key":"a"}""", """{"a":null}""")]
    [InlineData("{}", "{}")]
    public async Task Set_output_gives_what_it_gets(string parameters, string outputs)
    {
        var outcome = await RunAsync(new SetOutputAction(), parameters);

        Assert.Equal(OutcomeStatus.Completed, outcome.Status);
        Assert.Equal(ValueJson.Parse(outputs), outcome.Outputs);
    }

    [Theory]
    [InlineData("""{"outputs":[1]}""")]
    [InlineData("""{"outputs":null}""")]
    [InlineData("""{"outputs":"x"}""")]
    public async Task Set_output_refuses_what_is_no_map(string parameters)
    {
        var outcome = await RunAsync(new SetOutputAction(), parameters);

        Assert.Equal("OUTPUTS_NOT_A_MAP", outcome.Error?.Code);
    }

    [Theory]
    [InlineData("""{"message":"no stock","error_code":"NO_STOCK"}""", "NO_STOCK", "no stock")]
    [InlineData("{}", "INTENTIONAL_FAILURE", "Intentional failure")]
    public async Task Fail_fails(string parameters, string code, string message)
    {
        var outcome = await RunAsync(new FailAction(), parameters);

        Assert.Equal(OutcomeStatus.Failed, outcome.Status);
        Assert.Equal((code, message), (outcome.Error?.Code, outcome.Error?.Message));
        Assert.Equal(MapValue.Of(("error_code", Value.Of(code)), ("message", Value.Of(message))), outcome.Outputs);
    }

    private static Task<ActionOutcome> TransformAsync(string operation, string input, string parameters) =>
        RunAsync(
            new TransformAction(),
            ValueJson.ToText(
                MapValue
                    .Of(("operation", Value.Of(operation)), ("input", ValueJson.Parse(input)))
                    .With((MapValue)ValueJson.Parse(parameters))
            )
        );

    private static Task<ActionOutcome> RunAsync(IAction action, string parameters, Lines? log = null) =>
        action.RunAsync(
            new ActionContext(
                new AttemptKey("exec_1", 0, 1, 1),
                "step",
                "pipeline",
                ActionParameterRules.WithDefaults(action.Descriptor, (MapValue)ValueJson.Parse(parameters)),
                log ?? new Lines(),
                TimeSpan.FromMinutes(1),
                null
            ),
            CancellationToken.None
        );

    private sealed class Lines : IStepLog
    {
        public List<(StepLogLevel, string)> Written { get; } = [];

        public void Write(StepLogLevel level, string message) => Written.Add((level, message));
    }
}
