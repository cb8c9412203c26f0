namespace Sundog.Deployments.Tests;

/// <summary>Logs are read to their last line, and followed across rotation.</summary>
public sealed class LogTailTests : IDisposable
{
    private const string Name = "app.log";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly string _directory = Directory.CreateTempSubdirectory("sundog-").FullName;

    private string Log => Path.Combine(_directory, Name);

    [Theory]
    [InlineData(2, new[] { "two", "three" })]
    [InlineData(3, new[] { "one", "two", "three" })]
    [InlineData(100, new[] { "one", "two", "three" })]
    [InlineData(0, new string[0])]
    public async Task The_last_lines_are_those_asked_for(int lines, string[] expected)
    {
        Append("one\ntwo\nthree\n");

        Assert.Equal(expected, await ReadAsync(lines));
    }

    [Fact]
    public async Task A_last_line_without_an_end_is_shown_too()
    {
        Append("one\nhalf");

        Assert.Equal(["half"], await ReadAsync(1));
    }

    [Fact]
    public async Task Lines_longer_than_a_block_stay_whole()
    {
        var line = new string('x', 200_000);
        Append($"short\n{line}\nlast\n");

        Assert.Equal([line, "last"], await ReadAsync(2));
    }

    [Fact]
    public async Task A_log_that_is_not_there_yet_is_empty() => Assert.Equal([], await ReadAsync(10));

    [Fact]
    public async Task Following_begins_with_the_last_lines_and_goes_on_with_what_comes()
    {
        Append("old\nlast\n");
        await using var follower = Follow(lines: 1);

        Assert.Equal("last", await Next(follower));
        Append("ne");
        Append("xt\n");
        Assert.Equal("next", await Next(follower));
    }

    [Fact]
    public async Task A_log_that_comes_into_being_is_followed_from_its_first_line()
    {
        await using var follower = Follow(lines: 10);
        var first = Next(follower);
        Append("first\n");

        Assert.Equal("first", await first);
    }

    [Fact]
    public async Task Nothing_is_lost_at_a_rotation()
    {
        Append("0\n");
        await using var follower = Follow(lines: 10);
        Assert.Equal("0", await Next(follower));
        for (var number = 1; number < 200; number++)
        {
            // What is written last before the rotation is read from the file that was moved away.
            Append($"{number} before\n");
            Rotate();
            Append($"{number} after\n");

            Assert.Equal($"{number} before", await Next(follower));
            Assert.Equal($"{number} after", await Next(follower));
        }
    }

    [Fact]
    public async Task A_reader_that_was_busy_at_the_rotation_reads_on_all_the_same()
    {
        Append("0\n");
        await using var follower = Follow(lines: 10);
        Assert.Equal("0", await Next(follower));
        Append("before\n");
        Rotate();
        for (var number = 0; number < 500; number++)
        {
            Append($"{number}\n");
        }

        Assert.Equal("before", await Next(follower));
        for (var number = 0; number < 500; number++)
        {
            Assert.Equal($"{number}", await Next(follower));
        }
    }

    [Fact]
    public async Task A_reader_that_missed_several_rotations_reads_every_file_in_turn()
    {
        Append("0\n");
        await using var follower = Follow(lines: 10);
        Assert.Equal("0", await Next(follower));
        for (var number = 1; number < 4; number++)
        {
            Rotate();
            Append($"{number}\n");
        }

        for (var number = 1; number < 4; number++)
        {
            Assert.Equal($"{number}", await Next(follower));
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Append(string text) => File.AppendAllText(Log, text);

    // As sundog-init does it.
    private void Rotate()
    {
        for (var number = 9; number > 0; number--)
        {
            var from = number == 1 ? Log : $"{Log}.{number - 1}";
            if (File.Exists(from))
            {
                File.Move(from, $"{Log}.{number}", overwrite: true);
            }
        }
    }

    private async Task<List<string>> ReadAsync(int lines)
    {
        var all = new List<string>();
        await foreach (var line in LogTail.ReadAsync(_directory, Name, Open, lines, follow: false, TestContext.Current.CancellationToken))
        {
            all.Add(line);
        }

        return all;
    }

    private IAsyncEnumerator<string> Follow(int lines) =>
        LogTail.ReadAsync(_directory, Name, Open, lines, follow: true, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

    private static async Task<string> Next(IAsyncEnumerator<string> follower)
    {
        Assert.True(await follower.MoveNextAsync().AsTask().WaitAsync(s_patience, TestContext.Current.CancellationToken));
        return follower.Current;
    }

    private FileStream? Open(int rotation)
    {
        var path = rotation == 0 ? Log : $"{Log}.{rotation}";
        return File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) : null;
    }
}
