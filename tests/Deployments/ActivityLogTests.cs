using Microsoft.Data.Sqlite;
using Sundog.Planning;

namespace Sundog.Deployments.Tests;

/// <summary>Whoever follows an activity sees its end, whatever becomes of the database meanwhile.</summary>
public sealed class ActivityLogTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sundog-log-").FullName;
    private readonly Database _database;
    private readonly ActivityLog _log;

    public ActivityLogTests()
    {
        _database = new Database(Path.Combine(_directory, "sundog.db"));
        var activity = _database.Do(session => session.AddActivity(new EnvironmentName("shop", "main"), "environment.push", "", DateTimeOffset.UnixEpoch));
        _log = new ActivityLog(_database, activity, TimeProvider.System);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_follower_gets_each_line_once_and_in_order_though_many_write_at_once()
    {
        var read = ReadAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var line = 0; line < 25; line++)
            {
                _log.Write($"{writer} {line}");
            }
        })));
        _log.Seal();
        var lines = await read;

        Assert.Equal(100, lines.Distinct().Count());
        Assert.Equal(100, lines.Count);
        Assert.All(Enumerable.Range(0, 4), writer => Assert.Equal(
            Enumerable.Range(0, 25).Select(line => $"{writer} {line}"), lines.Where(line => line.StartsWith($"{writer} ", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_ends_no_activity_and_its_followers_see_the_lines_and_the_end()
    {
        _log.Write("before");
        var read = ReadAsync();
        using (var other = new SqliteConnection($"Data Source={Path.Combine(_directory, "sundog.db")}"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "DROP TABLE activity_log";
            command.ExecuteNonQuery();
        }

        _log.Write("after");
        _log.Seal();
        Assert.Equal("after", (await read)[^1]);
    }

    [Fact]
    public async Task What_a_process_says_that_an_activity_left_behind_is_not_kept()
    {
        _log.Write("line");
        _log.Seal();
        _log.Write("too late");
        Assert.Equal(["line"], await ReadAsync());
    }

    private Task<List<string>> ReadAsync() => Task.Run(async () =>
    {
        var lines = new List<string>();
        await foreach (var line in _log.FollowAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(line.Message);
        }

        return lines;
    });
}
