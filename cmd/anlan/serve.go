package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/internal/site"
)

func serveCommand(e *env) *cobra.Command {
	var addr string
	c := &cobra.Command{
		Use:     "serve",
		Short:   e.say("Serve the published edition's pages", "提供已发布版本的页面服务"),
		Example: "  anlan serve --lake ./demo/lake --addr 127.0.0.1:8080",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := e.config()
			if err != nil {
				return err
			}
			if addr == "" {
				addr = cfg.Serve.Addr
			}
			store, err := edition.OpenStore(filepath.Join(e.lakePath(), "editions"))
			if err != nil {
				return err
			}
			books, err := ledger.Open(cmd.Context(), filepath.Join(e.lakePath(), "ledger.sqlite"))
			if err != nil {
				return err
			}
			defer books.Close()
			handler, err := site.New(site.Options{Store: store, Ledger: books, Now: e.now, Location: cfg.location(), Language: "zh",
				Log: slog.New(slog.NewTextHandler(e.stderr, nil)), Catalogue: servedCatalogue(cfg)})
			if err != nil {
				return err
			}
			return serve(cmd.Context(), e, addr, handler)
		},
	}
	c.Flags().StringVar(&addr, "addr", "", e.say("address to listen on (default from the settings)", "监听地址（默认取自配置）"))
	return c
}

// serve listens until the context ends, then lets requests under way finish.
func serve(ctx context.Context, e *env, addr string, h http.Handler) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return anlan.Errorf(anlan.Unavailable, "listen on %s: %w", addr, err).WithNext("name another address with --addr")
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute}
	fmt.Fprintf(e.stdout, e.say("serving http://%s\n", "服务地址 http://%s\n"), listener.Addr())
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return anlan.Errorf(anlan.Unavailable, "serve: %w", err)
	case <-ctx.Done():
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		return server.Shutdown(stop)
	}
}
