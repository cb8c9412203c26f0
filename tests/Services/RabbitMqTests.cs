using static Sundog.Services.Tests.Given;

namespace Sundog.Services.Tests;

public sealed class RabbitMqTests
{
    [Fact]
    public async Task It_keeps_a_message_over_a_restart_for_guest_who_comes_over_a_cable()
    {
        using var volume = new Volume();
        var plan = Plan("rabbitmq:4.0", Map(("vhosts", List("reports"))));
        var endpoint = plan.EndpointOf(null)!;
        Assert.Equal(("guest", "guest", null), (endpoint.Username, endpoint.Password, endpoint.Path));

        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("published", await Python(box, Connect + Declare + "channel.basic_publish('', 'orders', b'tea', durable); print('published')"));
            Assert.Equal("connected", await Python(box, Connect.Replace("5672/", "5672/reports") + "print('connected')"));
            Assert.Contains("not found", await Python(box, Connect.Replace("5672/", "5672/nowhere")));
            Assert.Equal("rabbit@localhost", await box.RunAsync("sh", "-c", "PATH=/usr/lib/rabbitmq/bin:$PATH; rabbitmqctl -q eval 'node().'"));
            Assert.Equal(["0.0.0.0:5672"], (await Listening(box)).Where(socket => !socket.StartsWith("127.") && !socket.StartsWith("[::1]")));
            Assert.Equal(0, await box.StopAsync());
        }

        await using (var box = await ServiceBox.StartAsync(plan, volume))
        {
            Assert.Equal("b'tea'", await Python(box, Connect + Declare + Get));
        }
    }

    private const string Connect =
        """
        import pika, time
        connection = pika.BlockingConnection(pika.URLParameters('amqp://guest:guest@240.0.0.1:5672/'))
        channel = connection.channel()
        channel.confirm_delivery()
        durable = pika.BasicProperties(delivery_mode=2)

        """;

    // On one node, a quorum is one.
    private const string Declare = "channel.queue_declare('orders', durable=True, arguments={'x-queue-type': 'quorum'})\n";

    private const string Get =
        """
        for attempt in range(500):
            method, properties, body = channel.basic_get('orders', auto_ack=True)
            if method: break
            time.sleep(0.01)
        print(body)
        """;

    private static Task<string> Python(ServiceBox box, string program) => box.RunAsync("/usr/bin/python3", "-c", program);

    private static async Task<string[]> Listening(ServiceBox box) =>
        [.. (await box.RunAsync("ss", "-Hltn")).Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3])];
}
