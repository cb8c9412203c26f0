using System.Text.RegularExpressions;

namespace Sundog.Supervisor.Tests;

public partial class LogTests
{
    [Fact]
    public void Both_outputs_of_all_runs_are_in_the_log_in_order()
    {
        using var instance = new Instance("echo out; echo err >&2; printf 'no newline'; sleep 0.05; exit 1").Run();
        instance.UntilLog("start ended with exit code 1");
        Assert.Matches("^out\nerr\nno newline\n[0-9TZ:.-]+ sundog: start ended with exit code 1 after 0\\.[0-9]{2} s\n", instance.Log);
    }

    [Fact]
    public void Every_line_bears_a_time_stamp_where_that_is_asked()
    {
        using var instance = new Instance("printf 'a\\nbc'; sleep 0.1; printf 'd\\n\\n'; exec sleep 1000", "timestamps=1").Run();
        instance.Until(() => instance.Log.Count(one => one == '\n') == 3, "three lines");
        Assert.All(instance.Log.TrimEnd('\n').Split('\n'), line => Assert.Matches(Stamp(), line));
        Assert.Equal("a\nbcd\n\n", Stamp().Replace(instance.Log, ""));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_flood_is_rotated_within_its_bound_and_no_line_is_torn_or_lost_between_the_files(int timestamps)
    {
        using var instance = new Instance(
            "i=0; seq -f 'line %.0f of the flood' 1 300000; echo end; exec sleep 1000",
            "log_size=1000000", "log_files=3", $"timestamps={timestamps}").Run();
        instance.Until(() => instance.Log.Contains("end\n"), "the end of the flood");
        string[] files = [instance.LogPath + ".3", instance.LogPath + ".2", instance.LogPath + ".1", instance.LogPath];
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 1_000_000));
        Assert.False(File.Exists(instance.LogPath + ".4"));
        Assert.All(files, file => Assert.EndsWith("\n", File.ReadAllText(file)));
        var numbers = files.SelectMany(File.ReadLines).Where(line => !line.EndsWith("end"))
            .Select(line => int.Parse(Line().Match(line).Groups[1].Value)).ToArray();
        Assert.Equal(Enumerable.Range(numbers[0], numbers.Length), numbers);
        Assert.Equal(300000, numbers[^1]);
    }

    [Fact]
    public void A_line_without_an_end_is_held_within_the_bound()
    {
        using var instance = new Instance("head -c 20000000 /dev/zero; echo; echo end; exec sleep 1000", "log_size=1000000", "log_files=2").Run();
        instance.Until(() => instance.Log.Contains("end\n"), "the end of the line");
        Assert.InRange(new FileInfo(instance.LogPath + ".1").Length, 1_000_000, 1_050_000);
        Assert.InRange(new FileInfo(instance.LogPath + ".2").Length, 1_000_000, 1_050_000);
    }

    [Fact]
    public void A_log_that_is_deleted_moved_or_emptied_is_followed_by_its_name()
    {
        using var instance = new Instance("i=0; while sleep 0.02; do i=$((i+1)); echo line $i; done").Run();
        instance.UntilLog("line 2\n");
        File.Delete(instance.LogPath);
        instance.Until(() => instance.Log.Contains("line"), "lines after the deletion");
        File.Move(instance.LogPath, instance.LogPath + ".old");
        instance.Until(() => instance.Log.Contains("line"), "lines after the move");
        using (var emptied = new FileStream(instance.LogPath, FileMode.Truncate)) { }
        instance.Until(() => instance.Log.Contains("line"), "lines after the emptying");
        Assert.StartsWith("line", instance.Log);
        Assert.Equal(0, instance.Restarts);
    }

    [Fact]
    public void A_log_that_nobody_reads_drops_and_never_holds_the_command()
    {
        using var instance = new Instance("seq 1 200000; echo $? > $HERE/done; exec sleep 1000");
        var fifo = Path.Combine(instance.Here, "fifo");
        Instance.Execute("mkfifo", "-m", "666", fifo);
        instance.Give("settings", $"directory={instance.App}\nservice={instance.Service}\nlog={fifo}\n");
        instance.Run();
        instance.Until(() => File.Exists(Path.Combine(instance.Here, "done")), "the command to get through");
        instance.Until(() => (long)instance.Status["droppedLines"]! == 200000, "200000 dropped lines");
    }

    [Fact]
    public void A_full_disk_costs_lines_that_are_counted_and_told_and_nothing_else()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a small file system needs root");
        using var instance = new Instance("i=0; while :; do i=$((i+1)); echo line $i; test $i = 100000 && sleep 0.5; test $((i % 1000)) = 0 && sleep 0.001; done");
        var small = Path.Combine(instance.Here, "small");
        Directory.CreateDirectory(small);
        instance.Give("settings", $"directory={instance.App}\nservice={instance.Service}\nlog={small}/app.log\n");
        Instance.Execute("mount", "-t", "tmpfs", "-o", "size=64k,mode=777", "tmpfs", small);
        try
        {
            instance.Run();
            var log = Path.Combine(small, "app.log");
            instance.Until(() => (long)instance.Status["droppedLines"]! > 0, "dropped lines");
            Assert.Equal("running", instance.State);
            Instance.Execute("mount", "-o", "remount,size=100m", small);
            instance.Until(() => File.ReadAllText(log).Contains(" lines were lost here: No space left on device\n"), "the line that tells of the gap");
            instance.Until(() => File.ReadAllText(log).EndsWith('\n'), "a whole line");

            // What is there and what is told to be lost make up the whole.
            var lines = File.ReadAllLines(log);
            var numbers = lines.Where(line => line.StartsWith("line ")).Select(line => line[5..]).ToArray();
            var gap = Array.FindIndex(lines, line => line.Contains("lost here"));
            var lost = int.Parse(Regex.Match(lines[gap], "sundog: ([0-9]+)").Groups[1].Value);
            var after = int.Parse(lines[gap + 1][5..]);
            var whole = lines.Take(gap).Count(line => Regex.IsMatch(line, "^line [0-9]+$"));
            Assert.InRange(after, whole + lost, whole + lost + 1);
            Assert.Equal(0, instance.Restarts);
        }
        finally
        {
            instance.Terminate();
            instance.WaitForEnd();
            Instance.Execute("umount", small);
        }
    }

    /// <summary>As a disk does that reports errors: ext4 is told to give up, while the log is open.</summary>
    [Fact]
    public void A_file_system_that_turns_read_only_costs_lines_that_are_counted_and_told_and_nothing_else()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a file system needs root");
        using var instance = new Instance("i=0; while sleep 0.01; do echo line $((i += 1)); done");
        var (disk, folder) = (Path.Combine(instance.Here, "disk"), Path.Combine(instance.Here, "mounted"));
        Directory.CreateDirectory(folder);
        using (var file = File.Create(disk))
            file.SetLength(8 << 20);
        Instance.Execute("mkfs.ext4", "-q", "-E", "root_owner", disk);
        Assert.SkipUnless(Instance.Execute("mount", "-o", "loop,errors=remount-ro", disk, folder).Code == 0, "needs a loop device");
        try
        {
            instance.Give("settings", $"directory={instance.App}\nservice={instance.Service}\nlog={folder}/app.log\n");
            Instance.Execute("chmod", "777", folder);
            instance.Run();
            var log = Path.Combine(folder, "app.log");
            instance.Until(() => File.ReadAllText(log).Contains("line 2\n"), "lines");
            Instance.Execute("mount", "-o", "remount,abort", folder);
            instance.Until(() => (long)instance.Status["droppedLines"]! > 0, "dropped lines");
            Assert.Equal(("running", 0), (instance.State, instance.Restarts));

            // The disk is mended, for the instance: it follows its log by the name.
            Assert.Equal(0, Instance.Execute("nsenter", "-t", $"{instance.Pid}", "-m", "mount", "-t", "tmpfs", "-o", "mode=777", "tmpfs", folder).Code);
            var mended = $"/proc/{instance.Pid}/root{log}";
            instance.Until(() => Lost().IsMatch(File.ReadAllText(mended)) && File.ReadAllText(mended).EndsWith('\n'), "the line that tells of the gap");
            var told = int.Parse(Lost().Match(File.ReadAllText(mended)).Groups[1].Value);
            instance.Until(() => told == (long)instance.Status["droppedLines"]!, $"{told} dropped lines");
            Assert.Equal(("running", 0), (instance.State, instance.Restarts));
        }
        finally
        {
            instance.Terminate();
            instance.WaitForEnd();
            Instance.Execute("umount", folder);
        }
    }

    [Fact]
    public void A_log_that_cannot_be_opened_recovers_by_itself()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a file system needs root");
        using var instance = new Instance("i=0; while sleep 0.01; do echo line $((i += 1)); done");
        var folder = Path.Combine(instance.Here, "mounted");
        Directory.CreateDirectory(folder);
        instance.Give("settings", $"directory={instance.App}\nservice={instance.Service}\nlog={folder}/app.log\n");
        Instance.Execute("mount", "-t", "tmpfs", "-o", "mode=777,ro", "tmpfs", folder);
        try
        {
            instance.Run();
            instance.Until(() => (long)instance.Status["droppedLines"]! > 0, "dropped lines");
            Assert.Equal(0, Instance.Execute("nsenter", "-t", $"{instance.Pid}", "-m", "mount", "-o", "remount,rw", folder).Code);
            instance.Until(() => Lost().IsMatch(File.ReadAllText(Path.Combine(folder, "app.log"))), "the line that tells of the gap");
            Assert.Contains("lost here: Read-only file system\n", File.ReadAllText(Path.Combine(folder, "app.log")));
            Assert.Equal(("running", 0), (instance.State, instance.Restarts));
        }
        finally
        {
            instance.Terminate();
            instance.WaitForEnd();
            Instance.Execute("umount", folder);
        }
    }

    [Fact]
    public void A_file_system_that_turns_read_only_costs_lines_that_are_counted_and_can_be_mended_under_the_command()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a file system needs root");
        using var instance = new Instance("i=0; while sleep 0.01; do echo line $((i += 1)); done");
        var (image, disk) = (Path.Combine(instance.Here, "image"), Path.Combine(instance.Here, "disk"));
        Directory.CreateDirectory(disk);
        using (var file = File.Create(image))
            file.SetLength(16 << 20);
        Instance.Execute("mkfs.ext4", "-q", "-E", $"root_owner={instance.User}:{instance.User}", image);
        instance.Give("settings", $"directory={instance.App}\nservice={instance.Service}\nlog={disk}/app.log\n");
        instance.Run();
        Mount();
        instance.Until(() => Lines().Length > 2, "the log on the file system");

        // What the kernel does to a file system that it finds damaged.
        var device = AsRoot("findmnt", "-no", "SOURCE", disk).Output.Trim()["/dev/".Length..];
        File.WriteAllText($"/sys/fs/ext4/{device}/trigger_fs_error", "1");
        instance.Until(() => (long)instance.Status["droppedLines"]! > 0, "dropped lines");
        var before = Number(Lines()[^1]);

        // Nobody holds it, so it can be taken away. What is written meanwhile goes to the folder below, where the gap is told.
        instance.Until(() => AsRoot("umount", disk).Code == 0, "the file system to be free");
        instance.Until(() => Gap() is var told && told >= 0 && told < Lines().Length - 1, "the log in the folder below");
        var below = Lines();
        var lost = Regex.Match(below[Gap()], "sundog: ([0-9]+) lines? (was|were) lost here: Read-only file system$");
        Assert.Equal(before + int.Parse(lost.Groups[1].Value) + 1, Number(below[Gap() + 1]));

        Assert.InRange(Instance.Execute("e2fsck", "-fy", image).Code, 0, 1);
        Mount();
        instance.Until(() => Lines() is [.., var last] && Number(last) > Number(below[^1]), "the log on the mended file system");
        Assert.Equal("running", instance.State);
        Assert.Equal(0, instance.Restarts);

        void Mount() => Assert.Equal(("", 0), AsRoot("mount", "-o", "loop,errors=remount-ro", image, disk));

        int Gap() => Array.FindIndex(Lines(), line => line.Contains("lost here"));

        // Whole lines only: the last may be under way.
        string[] Lines() => [.. File.ReadAllText($"/proc/{instance.Pid}/root{disk}/app.log").Split('\n').SkipLast(1)];

        (string Output, int Code) AsRoot(params string[] command) => Instance.Execute("nsenter", ["-t", $"{instance.Pid}", "-p", "-m", .. command]);

        static int Number(string line) => int.Parse(line["line ".Length..]);
    }

    [Fact]
    public void A_follower_that_reads_each_file_to_its_end_before_the_next_loses_nothing()
    {
        using var instance = new Instance(
            "for i in $(seq 1 40); do seq -f \"$i %.0f\" 1 500; sleep 0.01; done; echo end; exec sleep 1000",
            "log_size=20000", "log_files=20").Run();
        var seen = new List<string>();
        instance.Until(() => File.Exists(instance.LogPath), "the log");
        var reader = new StreamReader(new FileStream(instance.LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        var index = Identity(instance.LogPath);
        instance.Until(
            () =>
            {
                // The name first: once it stands for another file, the old one is complete.
                var current = Identity(instance.LogPath);
                while (reader.ReadLine() is { } line)
                    seen.Add(line);
                if (current == index)
                    return seen.Count > 0 && seen[^1] == "end";
                var next = Enumerable.Range(1, 20).First(number => Identity($"{instance.LogPath}.{number}") == index) - 1;
                var path = next == 0 ? instance.LogPath : $"{instance.LogPath}.{next}";
                reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
                index = Identity(path);
                return false;
            },
            "the last line");
        Assert.Equal(20001, seen.Count);

        static string Identity(string path) => Instance.Execute("stat", "-c", "%i", path).Output;
    }

    [Fact]
    public void Bytes_that_are_no_text_pass_unchanged_and_do_not_spoil_the_status()
    {
        using var instance = new Instance(@"printf '\377\000\303\050\n'; exit 1").Run();
        instance.UntilState("crash-looping");
        Assert.StartsWith("\u00ff\0\u00c3(\n", instance.Log);
        Assert.Equal("\ufffd\0\ufffd(", (string)instance.Status["tail"]![0]!);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z ", RegexOptions.Multiline)]
    private static partial Regex Stamp();

    [GeneratedRegex("sundog: ([0-9]+) lines? (?:was|were) lost here: ")]
    private static partial Regex Lost();

    [GeneratedRegex("line ([0-9]+) of the flood$")]
    private static partial Regex Line();
}
