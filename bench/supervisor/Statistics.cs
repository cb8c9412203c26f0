namespace Sundog.Supervisor.Bench;

internal static class Statistics
{
    /// <summary>The least value that this share of all is not above.</summary>
    public static double Quantile(List<double> values, double share) =>
        values.Count == 0 ? double.NaN : values.Order().ElementAt((int)Math.Ceiling(share * (values.Count - 1)));
}
