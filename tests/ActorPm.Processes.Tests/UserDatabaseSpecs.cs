using ActorPm.Core.Apps;
using ActorPm.Processes.Users;

namespace ActorPm.Processes.Tests;

public sealed class UserDatabaseSpecs
{
    [Fact]
    public void Users_and_groups_are_found_by_name_and_by_number()
    {
        var directory = Directory.CreateTempSubdirectory("actorpm-").FullName;
        File.WriteAllText($"{directory}/passwd", "root:x:0:0:root:/root:/bin/bash\n\n# broken\nweb:x:1001:1002:Web,,,:/srv/web:/bin/sh\n33:x:1003:1003::/srv/33:\nworse:x:many:1::/:\n");
        File.WriteAllText($"{directory}/group", "root:x:0:\nweb:x:1002:\ndocker:x:999:other,web\naudio:x:29:web\nbad:x\nwebby:x:5:webby\n");
        var users = new UserDatabase($"{directory}/passwd", $"{directory}/group");

        var web = new UserEntry("web", 1001, 1002, "/srv/web");
        Assert.Equal(web, users.FindUser("web"));
        Assert.Equal(web, users.FindUser("1001"));
        Assert.Equal(1003u, users.FindUser("33")!.UserId);
        Assert.Null(users.FindUser("worse"));
        Assert.Null(users.FindUser("-1"));
        Assert.Equal(new GroupEntry("docker", 999), users.FindGroup("docker"));
        Assert.Equal(new GroupEntry("docker", 999), users.FindGroup("999"));
        Assert.Null(users.FindGroup("bad"));
        Assert.Equal<uint>([29, 999], users.GroupsOf("web").AsEnumerable());
        Assert.Empty(users.GroupsOf("root"));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void A_machine_without_the_files_has_no_users()
    {
        var users = new UserDatabase("/nowhere/passwd", "/nowhere/group");

        Assert.Null(users.FindUser("root"));
        Assert.Null(users.FindGroup("0"));
        Assert.Empty(users.GroupsOf("root"));
    }
}
