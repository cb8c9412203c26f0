using System.Reflection;
using NJsonSchema;

namespace Sundog.Configuration.Tests;

/// <summary>The published schema and the validator say the same, for both are printed from one table.</summary>
public sealed class SchemaTests
{
    /// <summary>Faults that need more than one key or more than the shape of a value, which no schema can see.</summary>
    private static readonly string[] _shape = ["SUN0101", "SUN0102", "SUN0103", "SUN0104", "SUN0105", "SUN0106", "SUN0108", "SUN0109", "SUN0111", "SUN0123", "SUN0124", "SUN0125", "SUN0126", "SUN0128", "SUN0201", "SUN0219", "SUN0412"];

    private static readonly Lazy<Task<JsonSchema>> _schema = new(() => JsonSchema.FromJsonAsync(ConfigurationSchema.ToJson()));

    public static TheoryData<string> Examples => new(
        typeof(KeyTests).GetMethods().SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>().Select(example => KeyTests.Example(method.Name, example.Data)))
            .Concat(typeof(ServiceKeyTests).GetMethods().SelectMany(method => method.GetCustomAttributes<InlineDataAttribute>().Select(example => ServiceKeyTests.Example(method.Name, example.Data))))
            .Concat(EveryKeyTests.Examples)
            .Concat(Frameworks.Names.Select(Frameworks.Text))
            .Concat([Document.Inherited, Document.Repeated, Document.RepeatedAsPrinted, Document.Customised, Document.Shared]));

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Schema_and_validator_agree(string configuration)
    {
        var result = Repository.With(configuration).Read();
        if (result.Diagnostics.Any(fault => fault.Code is "SUN0006" or "SUN0010"))
            return;

        var errors = (await _schema.Value).Validate(new DocumentText(configuration).ToJson());

        var wrongShape = result.Diagnostics.Where(fault => fault.IsError && _shape.Contains(fault.Code)).ToList();
        Assert.True(
            wrongShape.Count > 0 == errors.Count > 0,
            $"the validator says [{string.Join("; ", wrongShape.Select(fault => fault.Message))}] and the schema [{string.Join("; ", errors)}] of\n{configuration}");
    }

    [Fact]
    public async Task Every_key_of_the_schema_says_what_it_does()
    {
        var schema = await _schema.Value;

        Assert.All(schema.Definitions.Values.Append(schema).SelectMany(section => section.Properties), property => Assert.False(string.IsNullOrEmpty(property.Value.Description), property.Key));
    }
}
