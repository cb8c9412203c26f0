namespace Sundog.Acceptance.Tests;

/// <summary>Ports for one daemon alone, among all tests that run on this computer: two daemons know nothing of what the other one is about to take.</summary>
internal sealed class PortRange : IDisposable
{
    // Below those that the kernel gives to whoever does not ask for one.
    private const int Lowest = 10_000, Highest = 30_000, Size = 10;

    private readonly FileStream _claim;

    public PortRange()
    {
        var claims = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "sundog-ports")).FullName;
        for (var first = Lowest; first < Highest; first += Size)
        {
            try
            {
                _claim = new FileStream(Path.Combine(claims, $"{first}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
                First = first;
                return;
            }
            catch (IOException)
            {
                // Another one's.
            }
        }

        throw new InvalidOperationException($"all ports from {Lowest} to {Highest} are claimed in {claims}");
    }

    public int First { get; }

    public void Dispose() => _claim.Dispose();
}
