namespace Sundog.Configuration.Tests;

/// <summary>The configurations of the platform's page on workers, with the indentation that the page has.</summary>
internal static class Document
{
    public const string Inherited = """
        applications:
          myapp: #The name of the app, which must be unique within the project.
            type: python:3.9
            mounts:
              test:
                source: storage
                source_path: test
            relationships:
              mysql:
            workers:
              queue:
                commands:
                  start: |
                    python queue-worker.py
              mail:
                commands:
                  start: |
                    python mail-worker.py
        services:
          mysql:
            type: mariadb:11.4
        """;

    /// <summary>As it stands there: the service's name directly under each worker.</summary>
    public const string RepeatedAsPrinted = """
        applications:
          myapp: #The name of the app, which must be unique within the project.
            type: python:3.9
            workers:
              queue:
                commands:
                  start: |
                    python queue-worker.py
                mounts:
                  test:
                    source: storage
                    source_path: test
                mysql:
              mail:
                commands:
                  start: |
                    python mail-worker.py
                mounts:
                  test:
                    source: storage
                    source_path: test
                mysql:
        services:
          mysql:
            type: mariadb:11.4
        """;

    public static readonly string Repeated = RepeatedAsPrinted.Replace("        mysql:\n", "        relationships:\n          mysql:\n", StringComparison.Ordinal);

    public const string Customised = """
        applications:
          myapp: #The name of the app, which must be unique within the project.
            type: "python:3.9"
            hooks:
              build: |
                pip install -r requirements.txt
                pip install -e .
                pip install gunicorn
            relationships:
              mysql:
              rabbitmq:
            variables:
              env:
                type: 'none'
            web:
              commands:
                start: "gunicorn -b $PORT project.wsgi:application"
              variables:
                env:
                  type: 'web'
              mounts:
                uploads:
                  source: storage
                  source_path: uploads
              locations:
                "/":
                  root: ""
                  passthru: true
                  allow: false
                "/static":
                  root: "static/"
                  allow: true
            workers:
              queue:
                commands:
                  start: |
                    python queue-worker.py
                variables:
                  env:
                    type: 'worker'
                mounts:
                  scratch:
                    source: storage
                    source_path: scratch
              mail:
                commands:
                  start: |
                    python mail-worker.py
                variables:
                  env:
                    type: 'worker'
                mounts: {}
                relationships:
                  rabbitmq:
        services:
          mysql:
            type: 'mariadb:11.4'
          rabbitmq:
            type: 'rabbitmq:4.0'
        """;

    public const string Shared = """
        applications:
          myapp:
            type: "nodejs:22"
            # Define a web instance
            web:
              locations:
                "/":
                  root: "public"
                  passthru: true
                  index: ['index.html']
            mounts:
              # Define a storage mount that's available to both instances together
              'shared_dir':
                source: storage
                service: files
                source_path: our_stuff
              # Define a local mount that's available to each instance separately
              'local_dir':
                source: tmp
                source_path: my_stuff
            # Define a worker instance from the same code but with a different start
            workers:
              queue:
                commands:
                  start: ./start.sh
        """;
}
