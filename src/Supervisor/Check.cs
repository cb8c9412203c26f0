namespace Sundog.Supervisor;

/// <summary>runit's <c>./check</c>, run by sv in the service's folder: succeeds when the instance is ready.</summary>
internal static unsafe class Check
{
    public static int Run()
    {
        Span<byte> status = stackalloc byte[512];
        fixed (byte* path = "supervise/sundog.json\0"u8)
            status = status[..Files.ReadStart(path, status)];
        return status.IndexOf("\"ready\":true"u8) >= 0 ? 0 : 1;
    }
}
