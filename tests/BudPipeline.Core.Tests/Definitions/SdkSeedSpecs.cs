namespace BudPipeline.Core.Tests.Definitions;

/// <summary>
/// Definitions as the SDK's own documentation writes them, dictionaries of Python and all. Not here, because they are no
/// whole definitions: "With Error Handling" has <c>"params": {...}</c> for its step deploy (its other parts stand below with
/// the parameters that the text names elsewhere); "Updating Pipelines" has an empty list of steps; the three common action
/// types are steps without a pipeline, the last of which branches to path_a and path_b, which no text defines.
/// </summary>
public sealed class SdkSeedSpecs
{
    private const string Basic = """
        {"steps": [
          {"id": "add_model", "action": "model_add",
           "params": {"model_uri": "meta-llama/Llama-3.2-1B-Instruct", "model_source": "hugging_face"}},
          {"id": "deploy", "action": "deployment_create",
           "params": {"model_id": " {{ steps.add_model.output.model_id }} ", "cluster_id": "cluster_prod",
                      "deployment_name": "llama-deployment"},
           "depends_on": ["add_model"]}]}
        """;

    private const string ErrorHandling = """
        {"steps": [
          {"id": "health_check", "action": "cluster_health", "params": {"cluster_id": "cluster_prod"},
           "retry": {"max_attempts": 3, "backoff_multiplier": 2}},
          {"id": "deploy", "action": "deployment_create",
           "params": {"model_id": "model_xyz", "cluster_id": "cluster_prod"}, "depends_on": ["health_check"],
           "condition": "steps.health_check.output.status == 'healthy'"},
          {"id": "notify_failure", "action": "notification",
           "params": {"message": "Deployment failed", "channel": "slack"},
           "condition": "steps.deploy.status == 'failed'"}]}
        """;

    private const string Ephemeral = """
        {"steps": [
          {"id": "quick_deploy", "action": "deployment_create",
           "params": {"model_id": "model_xyz", "cluster_id": "cluster_prod"}}]}
        """;

    private const string Template = """
        {"steps": [
          {"id": "add_model", "action": "model_add",
           "params": {"model_uri": " {{ params.model_uri }} ", "model_source": " {{ params.model_source }} "}},
          {"id": "deploy", "action": "deployment_create",
           "params": {"model_id": " {{ steps.add_model.output.model_id }} ", "cluster_id": " {{ params.cluster_id }} "},
           "depends_on": ["add_model"]}]}
        """;

    private const string CommonActions = """
        {"steps": [
          {"id": "logger", "action": "log", "params": {"message": "Processing started", "level": "info"}},
          {"id": "fetch_data", "action": "api_call",
           "params": {"url": "https://api.example.com/data", "method": "POST",
                      "headers": {"Content-Type": "application/json"}}},
          {"id": "check_status", "action": "condition",
           "params": {"condition": "value > 100", "on_true": "path_a", "on_false": "path_b"}},
          {"id": "path_a", "action": "log"},
          {"id": "path_b", "action": "log"}]}
        """;

    [Theory]
    [InlineData(Basic, "UNKNOWN_ACTION UNKNOWN_ACTION")]
    [InlineData(ErrorHandling, "UNKNOWN_ACTION UNKNOWN_ACTION UNKNOWN_ACTION")]
    [InlineData(Ephemeral, "UNKNOWN_ACTION")]
    [InlineData(CommonActions, "")]
    [InlineData(
        Template,
        "UNKNOWN_ACTION UNDECLARED_PARAMETER UNDECLARED_PARAMETER UNKNOWN_ACTION UNDECLARED_PARAMETER"
    )]
    public void It_compiles_and_is_only_warned_of(string json, string warnings)
    {
        var compiled = DefinitionChecks.Compile(json);

        Assert.Empty(compiled.Errors);
        Assert.NotNull(compiled.Plan);
        Assert.Equal(warnings, string.Join(' ', compiled.Warnings.Select(w => w.Code)));
    }

    [Fact]
    public void A_condition_on_a_status_makes_a_handler_that_waits_for_the_step()
    {
        var plan = DefinitionChecks.PlanOf(ErrorHandling);

        Assert.Equal(0, Assert.Single(plan.Steps[1].Dependencies));
        Assert.Equal(1, Assert.Single(plan.Steps[2].Dependencies));
        Assert.True(plan.Steps[2].IsFailureHandler);
        Assert.Equal((3, 2.0), (plan.Steps[0].Retry!.MaxAttempts, plan.Steps[0].Retry!.BackoffMultiplier));
    }

    [Fact]
    public void Spaces_around_a_single_expression_do_not_make_it_text() =>
        Assert.Equal(
            "steps.add_model.output.model_id",
            string.Join('.', DefinitionChecks.PlanOf(Basic).Steps[1].Params.References[0].Reference.Path)
        );
}
