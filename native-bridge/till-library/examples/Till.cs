// A till in C#, on vigilot.dll (or libvigilot.so). Usage: Till <address, or - for the usual one> <scan>…
// .NET Framework, .NET 8, Mono: csc Till.cs, mcs Till.cs. The library stands beside the program.
using System;
using System.Runtime.InteropServices;
using System.Text;

static class Vigilot
{
    public const int Allow = 1, Verify = 10, Block = 20;

    [DllImport("vigilot", EntryPoint = "vigilot_configure_w", CharSet = CharSet.Unicode)]
    public static extern int Configure(string address, int timeoutMs, string language);

    [DllImport("vigilot", EntryPoint = "vigilot_check_w", CharSet = CharSet.Unicode)]
    static extern int Check(string scan, string terminal, string sale, StringBuilder id, int idSize, StringBuilder message, int messageSize);

    [DllImport("vigilot", EntryPoint = "vigilot_outcome_w", CharSet = CharSet.Unicode)]
    static extern int Outcome(string id, string outcome, string person, string reason, StringBuilder message, int messageSize);

    /// A verdict; verify where the library itself is missing.
    public static int Check(string scan, string sale, out string id, out string message)
    {
        var name = new StringBuilder(28);
        var text = new StringBuilder(512);
        try
        {
            int verdict = Check(scan, "comptoir-1", sale, name, name.Capacity, text, text.Capacity);
            id = name.ToString();
            message = text.ToString();
            return verdict;
        }
        catch (Exception error) when (error is DllNotFoundException || error is EntryPointNotFoundException || error is BadImageFormatException)
        {
            id = "";
            message = "Boîte à vérifier : " + error.Message;
            return Verify;
        }
    }

    /// Null when it is recorded, else why not.
    public static string Tell(string id, string outcome, string reason)
    {
        var text = new StringBuilder(512);
        return Outcome(id, outcome, "AB", reason, text, text.Capacity) == 0 ? null : text.ToString();
    }
}

static class Till
{
    static int Main(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        if (arguments[0] != "-" && Vigilot.Configure(arguments[0], 0, "fr") != 0) return 2;
        for (int n = 1; n < arguments.Length; n++)
        {
            string id, message;
            int verdict = Vigilot.Check(arguments[n], "VENTE-0001", out id, out message);
            string word = verdict == Vigilot.Allow ? "allow" : verdict == Vigilot.Block ? "block" : "verify";
            Console.WriteLine(word + "\t" + message);
            if (id == "") continue;
            // A real till asks a person on verify; one who dispenses all the same gives the reason.
            string fault = Vigilot.Tell(id, verdict == Vigilot.Allow ? "dispensed" : "refused", null);
            if (fault != null) Console.Error.WriteLine("outcome to be told again: " + fault);
        }
        return 0;
    }
}
