using System.Text.Json.Nodes;

namespace Sundog.Acceptance.Tests;

/// <summary>Commands that show what is deployed: applications, workers, services, routes and relationships.</summary>
[Collection(nameof(ThreeInstances))]
public sealed class DeployedTests(ThreeInstances three)
{
    private Project Project => three.Project;

    [Fact]
    public async Task Applications_workers_and_services_are_listed_by_name()
    {
        Assert.Equal("myapp\tpython:3.9\n", await PrintAsync("app:list", "--format=plain", "--no-header", "--columns=name,type"));
        Assert.Equal(
            "myapp--queue,python:3.9,python queue-worker.py\nmyapp--mail,python:3.9,python mail-worker.py\n",
            await PrintAsync("workers", "--format=csv", "--no-header", "--columns=name,type,commands"));
        Assert.Equal("name\ttype\nmysql\tmariadb:11.4\nrabbitmq\trabbitmq:4.0\n", await PrintAsync("services", "--format=tsv", "--columns=name,type"));
    }

    [Fact]
    public async Task Every_list_of_instances_is_for_programs_too() =>
        Assert.Equal("myapp,running\n", (await PrintAsync("ps", "--format=csv", "--no-header", "--columns=name,state"))[.."myapp,running\n".Length]);

    [Fact]
    public async Task Routes_are_listed_with_the_address_at_which_they_answer_here()
    {
        var address = Project.Url(three.Up).ToString();

        Assert.Equal($"{address}\n", await PrintAsync("url"));
        Assert.Equal($"{address}\n", await PrintAsync("url", "--primary"));
        Assert.Equal($"https://{{default}}/\tupstream\tmyapp\t{address}\n", await PrintAsync("routes", "--format=plain", "--no-header"));
    }

    [Fact]
    public async Task Relationships_show_what_an_instance_is_told_and_nothing_that_it_is_not()
    {
        var mail = (JsonObject)JsonNode.Parse(await PrintAsync("relationships", "--worker=mail", "--format=json"))!;

        Assert.Equal(["rabbitmq"], mail.Select(relationship => relationship.Key));
        Assert.Equal("rabbitmq.internal\n", await PrintAsync("relationships", "--worker=mail", "--property=rabbitmq.0.host"));
        Assert.Contains("scheme: mysql\n", await PrintAsync("relationships", "--worker=queue"), StringComparison.Ordinal);
        var outcome = await Project.RunAsync("relationships", "--worker=mail", "--property=mysql.0.host");
        Assert.Equal((1, "Relationship property not found: mysql.0.host\n"), (outcome.Code, outcome.Error));
    }

    private async Task<string> PrintAsync(params string[] arguments) => (await Project.RunAsync(arguments)).Succeeded().Output;
}
